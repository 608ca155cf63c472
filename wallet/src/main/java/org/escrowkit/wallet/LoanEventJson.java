package org.escrowkit.wallet;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.CaseFormat;
import java.io.IOException;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.LoanEvent;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.loan.TakenCoin;
import org.escrowkit.wallet.audit.EvidenceJson;

/**
 * What happened to a loan, as fields of an object.
 *
 * @param json where that object is open
 */
record LoanEventJson(JsonGenerator json) {
    /** As the journal's readers know it: never to be changed. */
    static String name(Class<?> kind) {
        return CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_HYPHEN, kind.getSimpleName());
    }

    void write(LoanEvent event) throws IOException {
        json.writeStringField("event", name(event.getClass()));
        if (event instanceof Fact.ChainObserved chain) {
            write(chain.holdings());
        } else if (event instanceof Command.Settle settle) {
            write(settle.settlement());
        } else if (event instanceof Command.Bump bump) {
            write(bump.settlement());
        }
    }

    private void write(Holdings holdings) throws IOException {
        json.writeArrayFieldStart("coins");
        for (PledgedCoin coin : holdings.coins()) {
            write(coin);
        }
        json.writeEndArray();
        json.writeNumberField("pending", holdings.pending().value);
        json.writeArrayFieldStart("taken");
        for (TakenCoin taken : holdings.taken()) {
            json.writeStartObject();
            json.writeStringField("outpoint", taken.coin().outpoint().toString());
            json.writeNumberField("value", taken.coin().value().value);
            json.writeStringField("by", taken.by().toString());
            json.writeBooleanField("final", taken.deep());
            new EvidenceJson(json).roles("signedBy", taken.signers());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(SignedSettlement settlement) throws IOException {
        json.writeStringField("txid", settlement.txid().toString());
        json.writeStringField("settlement", settlement.intent().toString());
        json.writeArrayFieldStart("spent");
        for (PledgedCoin coin : settlement.spent()) {
            write(coin);
        }
        json.writeEndArray();
        json.writeNumberField("toLender", settlement.toLender().value);
        json.writeNumberField("fee", settlement.fee().value);
    }

    private void write(PledgedCoin coin) throws IOException {
        json.writeStartObject();
        json.writeStringField("outpoint", coin.outpoint().toString());
        json.writeNumberField("value", coin.value().value);
        json.writeEndObject();
    }

    void write(ServiceEvent.DepositChanged deposit) throws IOException {
        json.writeStringField("change", deposit.kind().name());
        json.writeStringField("outpoint", deposit.outpoint().toString());
        json.writeNumberField("value", deposit.value().value);
        if (deposit.block().isPresent()) {
            BlockRef block = deposit.block().get();
            json.writeNumberField("height", block.height());
            json.writeStringField("block", block.hash().toString());
        }
        if (deposit.by().isPresent()) {
            json.writeStringField("by", deposit.by().get().toString());
        }
    }
}
