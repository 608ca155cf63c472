package org.escrowkit.core.ledger;

/** Tells whether a block holds anything that is watched, which hardly any does; not what, nor in which transaction. */
final class Screening implements BlockWalk.Visitor {
    private final ScriptIndex scripts;
    private final OutpointIndex outpoints;
    private final Batch scriptBatch;
    private final Batch outpointBatch;
    private final BlockWalk walk = new BlockWalk(this);

    Screening(ScriptIndex scripts, OutpointIndex outpoints) {
        this.scripts = scripts;
        this.outpoints = outpoints;
        scriptBatch = scripts.batch();
        outpointBatch = outpoints.batch();
    }

    /** @throws org.escrowkit.core.bitcoin.MalformedException with the offset */
    boolean finds(byte[] block) {
        scriptBatch.reset();
        outpointBatch.reset();
        walk.walk(block);
        return scriptBatch.found(block) || outpointBatch.found(block);
    }

    @Override
    public void input(byte[] block, int outpoint) {
        outpoints.collect(block, outpoint, outpointBatch);
    }

    @Override
    public void output(byte[] block, int script, int length) {
        scripts.collect(block, script, length, scriptBatch);
    }

    @Override
    public void transaction(byte[] block, int start, int body, int bodyEnd, int end) {}
}
