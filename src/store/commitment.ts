export { beginCommitment, commitmentOf, saltLength } from "../ledger/index.ts";

/** Documents above this many bytes stand in the blob folder, so that the database stays quick to copy and check. */
export const largestInRow = 65_536;
