package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class HistoryCodecTest {
    private static final ContractFingerprint CONTRACT = TERMS.fingerprint();
    private static final Notice NOTICE = new Notice(CONTRACT, "Release", day(4).plusNanos(1));
    private static final HistoryEvent.Signed SIGNED = new HistoryEvent.Signed(
            new SignedSpend(LIQUIDATION_PLAN.unsigned(), sat(5), sat(3), /* halfSignedLiquidation= */ true, day(3)),
            Map.of(
                    new SigningHistory.Speaker(CONTRACT, Role.LENDER), 7L,
                    new SigningHistory.Speaker(CONTRACT, Role.BORROWER), 1L));

    private static final List<HistoryEvent> EVENTS =
            List.of(SIGNED, new HistoryEvent.Noticed(NOTICE), new HistoryEvent.Withdrawn(NOTICE));

    @Test
    void everyEventComesBackAsItWas() {
        for (HistoryEvent event : EVENTS) {
            assertEquals(event, HistoryCodec.decode(HistoryCodec.encode(event)));
        }
        assertEquals(
                EVENTS.size(), HistoryEvent.class.getPermittedSubclasses().length, "a kind of event without a sample");
    }

    /** P4, P5: neither less nor more than the one form is read. */
    @Test
    void onlyTheWholeFormIsRead() {
        for (HistoryEvent event : EVENTS) {
            ByteString bytes = HistoryCodec.encode(event);
            for (int size = 0; size < bytes.size(); size++) {
                ByteString cut = bytes.slice(0, size);
                assertThrows(MalformedException.class, () -> HistoryCodec.decode(cut));
            }
            assertThrows(MalformedException.class, () -> HistoryCodec.decode(bytes.plus(0)));
            byte[] unknown = bytes.toByteArray();
            unknown[1] = 9;
            assertThrows(MalformedException.class, () -> HistoryCodec.decode(ByteString.of(unknown)));
        }
    }

    @Test
    void theSameEventsGiveTheSameHistory() {
        SigningHistory looked = SigningHistory.NONE.noticing(REPAID, day(5));
        assertEquals(1, looked.notices().size());
        assertEquals(List.of(), looked.looking(REPAID, day(6)));
        SigningHistory direct = looked.after(SIGNED);
        SigningHistory replayed = SigningHistory.NONE;
        for (HistoryEvent event :
                List.of(SigningHistory.NONE.looking(REPAID, day(5)).get(0), SIGNED, SIGNED)) {
            replayed = replayed.after(HistoryCodec.decode(HistoryCodec.encode(event)));
        }
        assertEquals(direct, replayed);
        assertEquals(7, replayed.sequence(CONTRACT, Role.LENDER));
        assertEquals(0, replayed.sequence(CONTRACT, Role.ARBITER));
        SigningHistory withdrawn =
                direct.after(new HistoryEvent.Withdrawn(looked.notices().get(0)));
        assertEquals(List.of(), withdrawn.notices());
        assertEquals(direct.spends(), withdrawn.spends());
    }

    @Test
    void anEarlierNumberDoesNotTakeALaterOneBack() {
        SigningHistory.Speaker lender = new SigningHistory.Speaker(CONTRACT, Role.LENDER);
        var older = new HistoryEvent.Signed(SIGNED.spend(), Map.of(lender, 2L));
        assertEquals(7, SigningHistory.NONE.after(SIGNED).after(older).sequence(CONTRACT, Role.LENDER));
        assertEquals(
                List.of(SIGNED.spend()),
                SigningHistory.NONE.after(SIGNED).after(older).spends());
    }
}
