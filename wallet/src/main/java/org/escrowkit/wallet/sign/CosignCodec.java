package org.escrowkit.wallet.sign;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.form.Choice;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;

/**
 * What travels between a coordinator and a party, in one form only. A request: the form (1), the x-only keys of who
 * asks and who is asked (32 bytes each), 16 random bytes, the second in which it is asked, what is asked, and the
 * signature (64). A reply: the form (1), the hash that the request's signature signs (32), the answer and the signature
 * (64). A signature is of all bytes before it.
 */
final class CosignCodec {
    static final int MOST_BYTES = 16_000_000;
    static final int NONCE = 16;
    static final int SIGNATURE = 64;

    private static final int FORM = 1;
    private static final int KEY = PublicKey.SIZE - 1;
    private static final int MOST_PSBT = 4_000_000;
    private static final int MOST_EVIDENCE = 2_000_000;

    private static final Choice<Cosigner.Reply> REPLIES = new Choice<>(
            "reply",
            List.of(
                    new Choice.Kind<>(
                            1,
                            Cosigner.Reply.Signed.class,
                            (out, reply) -> out.bytes(ByteString.of(reply.psbt().serialize())),
                            in -> new Cosigner.Reply.Signed(
                                    Psbt.parse(in.bytes(MOST_PSBT).toByteArray()))),
                    new Choice.Kind<>(
                            2,
                            Cosigner.Reply.Refused.class,
                            (out, reply) -> out.flag(reply.temporary()).list(reply.reasons(), Reason::write),
                            in -> {
                                boolean temporary = in.flag();
                                return new Cosigner.Reply.Refused(in.list(Reason::read), temporary);
                            }),
                    Choice.Kind.of(3, new Cosigner.Reply.Waiting()),
                    new Choice.Kind<>(
                            4,
                            Cosigner.Reply.Unreachable.class,
                            (out, reply) -> out.text(reply.why()),
                            in -> new Cosigner.Reply.Unreachable(in.text()))));

    private CosignCodec() {}

    /** Who asks whom, when. */
    record Head(ByteString from, ByteString to, ByteString nonce, java.time.Instant at) {}

    record Asked(Head head, CosignRequest request, ByteString signature) {
        ByteString signedBytes() {
            return unsigned(head, request);
        }
    }

    record Answered(ByteString request, Cosigner.Reply reply, ByteString signature) {
        ByteString signedBytes() {
            return unsigned(request, reply);
        }
    }

    static ByteString unsigned(Head head, CosignRequest request) {
        FormWriter out = new FormWriter().tag(FORM);
        out.raw(head.from()).raw(head.to()).raw(head.nonce()).second(head.at());
        out.flag(request.batch()).bytes(request.psbt());
        List<Map.Entry<ContractFingerprint, Evidence>> inOrder = request.evidence().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().hash()))
                .toList();
        return out.list(
                        inOrder,
                        (some, entry) -> some.raw(entry.getKey().hash()).bytes(EvidenceCodec.encode(entry.getValue())))
                .written();
    }

    static ByteString unsigned(ByteString request, Cosigner.Reply reply) {
        FormWriter out = new FormWriter().tag(FORM).raw(request);
        REPLIES.write(out, reply);
        return out.written();
    }

    static ByteString encode(Asked asked) {
        return new FormWriter().raw(asked.signedBytes()).raw(asked.signature()).written();
    }

    static ByteString encode(Answered answered) {
        return new FormWriter()
                .raw(answered.signedBytes())
                .raw(answered.signature())
                .written();
    }

    /** @throws MalformedException unless these are the bytes of a request; the signature is not looked at */
    static Asked decodeAsked(ByteString bytes) {
        return FormReader.all(bytes, "request", FORM, MOST_BYTES, CosignCodec::readAsked, CosignCodec::encode);
    }

    /** @throws MalformedException unless these are the bytes of a reply; the signature is not looked at */
    static Answered decodeAnswered(ByteString bytes) {
        return FormReader.all(
                bytes,
                "reply",
                FORM,
                MOST_BYTES,
                in -> new Answered(in.raw(ContractFingerprint.SIZE), REPLIES.read(in), in.raw(SIGNATURE)),
                CosignCodec::encode);
    }

    private static Asked readAsked(FormReader in) {
        Head head = new Head(in.raw(KEY), in.raw(KEY), in.raw(NONCE), in.second());
        boolean batch = in.flag();
        ByteString psbt = in.bytes(MOST_PSBT);
        Map<ContractFingerprint, Evidence> evidence = new LinkedHashMap<>();
        in.list(CosignCodec::readEvidence).forEach(entry -> evidence.put(entry.getKey(), entry.getValue()));
        return new Asked(head, new CosignRequest(psbt, evidence, batch), in.raw(SIGNATURE));
    }

    private static Map.Entry<ContractFingerprint, Evidence> readEvidence(FormReader in) {
        var contract = new ContractFingerprint(in.raw(ContractFingerprint.SIZE));
        return Map.entry(contract, EvidenceCodec.decode(in.bytes(MOST_EVIDENCE)));
    }
}
