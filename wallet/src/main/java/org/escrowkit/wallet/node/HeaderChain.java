package org.escrowkit.wallet.node;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.vault.Chain;

/** From headers that the node names to rows whose links, proof of work and added work we checked ourselves. */
final class HeaderChain {
    private HeaderChain() {}

    /** The rows of these headers, the first of which stands on the row below. */
    static List<BlockRow> above(BlockRow lower, List<BlockHeader> headers, Chain chain) {
        List<BlockRow> rows = new ArrayList<>(headers.size());
        BlockRow last = lower;
        for (BlockHeader header : headers) {
            if (!header.previous().equals(last.hash())) {
                throw new RpcException.BadReply("headers", header.hash() + " does not stand on " + last);
            }
            if (!ProofOfWork.holds(chain, header)) {
                throw new RpcException.BadReply("headers", header.hash() + " lacks the work it claims");
            }
            last = new BlockRow(
                    last.height() + 1,
                    header.hash(),
                    header.previous(),
                    last.chainWork().add(ProofOfWork.work(header.bits())));
            rows.add(last);
        }
        return rows;
    }

    /** The rows of headers from this one up, whose place is known; none if there are none. */
    static List<BlockRow> startingIn(HeaderInfo lowest, List<BlockHeader> headers, Chain chain) {
        if (headers.isEmpty()) {
            return List.of();
        }
        if (!headers.get(0).equals(lowest.header())) {
            throw new RpcException.BadReply("headers", "not from the block that was asked for");
        }
        if (!ProofOfWork.holds(chain, lowest.header())) {
            throw new RpcException.BadReply("headers", lowest.hash() + " lacks the work it claims");
        }
        List<BlockRow> rows = new ArrayList<>(List.of(lowest.row()));
        rows.addAll(above(lowest.row(), headers.subList(1, headers.size()), chain));
        return rows;
    }

    /**
     * The rows of linked headers, of which the height and the work of the topmost are known; empty if they do not end
     * in it.
     */
    static List<BlockRow> endingIn(HeaderInfo top, List<BlockHeader> headers, Chain chain) {
        if (headers.isEmpty() || !headers.get(headers.size() - 1).hash().equals(top.hash())) {
            return List.of();
        }
        BlockHeader lowest = headers.get(0);
        List<BlockHeader> others = headers.subList(1, headers.size());
        BigInteger below = others.stream()
                .map(header -> ProofOfWork.work(header.bits()))
                .reduce(top.chainWork(), BigInteger::subtract);
        List<BlockRow> rows = new ArrayList<>();
        rows.add(new BlockRow(top.height() - others.size(), lowest.hash(), lowest.previous(), below));
        boolean genesis = lowest.previous().equals(Sha256Hash.ZERO_HASH);
        if (genesis != (rows.get(0).height() == 0) || below.compareTo(ProofOfWork.work(lowest.bits())) < 0) {
            throw new RpcException.BadReply("headers", "height or work of " + top.row() + " cannot be");
        }
        rows.addAll(above(rows.get(0), others, chain));
        return rows;
    }
}
