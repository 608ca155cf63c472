package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.sign.CosignRequest;
import org.escrowkit.wallet.sign.Cosigner;
import org.junit.jupiter.api.Test;

class AttendantTest extends ServiceFixture {
    /** Who does not answer. */
    private final Set<Role> silent = new HashSet<>();

    private final Map<Role, List<Psbt>> asked = new HashMap<>();

    private Attendant attendant() {
        Map<Role, Cosigner> cosigners = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            Cosigner honest = service.cosigner(party(role));
            cosigners.put(role, request -> {
                asked.computeIfAbsent(role, unused -> new ArrayList<>()).add(psbt(request));
                return silent.contains(role) ? new Cosigner.Reply.Unreachable("asleep") : honest.ask(request);
            });
        }
        return service.attendant(cosigners, loan -> receipt, new AttendantRules(3, 2, 50));
    }

    private static Psbt psbt(CosignRequest request) {
        return Psbt.parse(request.psbt().toByteArray());
    }

    private Sha256Hash sent(Attendant attendant) {
        List<Attendant.Outcome> outcomes = attendant.attend();
        assertEquals(1, outcomes.size(), outcomes::toString);
        return assertInstanceOf(Attendant.Outcome.Sent.class, outcomes.get(0)).txid();
    }

    @Test
    void aLoanThatDemandsNothingIsLeftAlone() {
        fund();
        service.poll();
        assertEquals(List.of(), attendant().attend());
    }

    @Test
    void theBorrowerIsAskedFirstAndTwoSignaturesDo() {
        repaid();
        Sha256Hash txid = sent(attendant());
        assertTrue(chain.mempool().txids().contains(txid));
        assertEquals(Set.of(Role.BORROWER, Role.LENDER), asked.keySet());
        service.poll();
        assertEquals(List.of(), attendant().attend());
    }

    /** S20: whoever has signed is not asked for another transaction because the other one sleeps. */
    @Test
    void allAreAskedForTheSameTransactionUntilItIsSignedAlsoByTheNextProcess() {
        repaid();
        silent.addAll(Set.of(Role.LENDER, Role.ARBITER));
        var open = assertInstanceOf(
                Attendant.Outcome.Open.class, attendant().attend().get(0));
        assertEquals(2, open.answers().size());
        chain.mine(2);
        service.poll();
        silent.clear();
        Sha256Hash txid = sent(attendant());
        Set<Sha256Hash> proposed = asked.values().stream()
                .flatMap(List::stream)
                .map(psbt -> psbt.unsignedTransaction().txid())
                .collect(Collectors.toSet());
        assertEquals(Set.of(txid), proposed);
        assertEquals(1, asked.getOrDefault(Role.BORROWER, List.of()).size());
    }

    /** Whatever else an answer holds would spoil the proposal for the honest ones. */
    @Test
    void ofAnAnswerTheAskedPartysSignaturesAreTakenAndNothingElse() {
        repaid();
        Cosigner liar = request -> {
            return new Cosigner.Reply.Signed(signed(Role.LENDER, psbt(request)));
        };
        Cosigner finisher = request -> {
            Psbt asked = psbt(request);
            PsbtInput input = asked.inputs().get(0).toBuilder()
                    .finalWitness(List.of(ByteString.of(new byte[72])))
                    .build();
            return new Cosigner.Reply.Signed(asked.withInput(0, input));
        };
        for (Cosigner dishonest : List.of(liar, finisher)) {
            List<Attendant.Outcome> outcomes = service.attendant(
                            Map.of(Role.BORROWER, dishonest), loan -> receipt, AttendantRules.USUAL)
                    .attend();
            assertEquals(
                    List.of(new Attendant.Outcome.Open(ID, List.of("BORROWER: an answer without good signatures"))),
                    outcomes);
        }
        sent(attendant());
        assertEquals(Set.of(Role.BORROWER, Role.LENDER), asked.keySet());
    }

    @Test
    void aPartyThatIsAwayIsReplacedByTheThird() {
        repaid();
        silent.add(Role.BORROWER);
        sent(attendant());
        assertEquals(Set.of(Role.values()), asked.keySet());
    }

    @Test
    void whatDoesNotConfirmIsReplacedWithAHigherFeeAndNotBefore() {
        repaid();
        Sha256Hash first = sent(attendant());
        chain.mine(2);
        service.poll();
        assertEquals(List.of(), attendant().attend());
        chain.mine(1);
        service.poll();
        Sha256Hash second = sent(attendant());
        Settling settling =
                assertInstanceOf(Settling.class, service.loan(ID).loan().state());
        assertEquals(
                List.of(first, second),
                settling.attempts().stream().map(attempt -> attempt.txid()).toList());
        assertTrue(settling.attempts()
                .get(1)
                .fee()
                .isGreaterThan(settling.attempts().get(0).fee()));
        assertEquals(List.of(), attendant().attend());
    }
}
