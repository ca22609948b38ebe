import type { CommandEntry } from "./entry.ts";

export const proof: readonly CommandEntry[] = [
  {
    name: "ledger show",
    part: "Proof",
    summary: "The ledger as people read it",
    arguments: [],
    options: [
      { flags: "--from <INDEX>", says: "First entry" },
      { flags: "--to <INDEX>", says: "Last entry" },
    ],
    examples: ["ledger show", "ledger show --from 0 --to 20"],
    exits: [0, 2, 4],
  },
  {
    name: "ledger proof",
    part: "Proof",
    summary: "One entry with the proof that it stands in the ledger",
    arguments: [{ name: "INDEX", says: "The entry" }],
    options: [{ flags: "--out <FILE>", says: "Write FILE.tlog-proof and FILE.json" }],
    examples: ["ledger proof 0", "ledger proof 12 --out entry-12"],
    exits: [0, 2, 4],
  },
  {
    name: "ledger export",
    part: "Proof",
    summary: "The whole ledger as static files that anybody can verify",
    arguments: [{ name: "FOLDER", says: "A folder that is new or empty" }],
    options: [],
    examples: ["ledger export ledger-2026-11"],
    exits: [0, 2, 4],
  },
  {
    name: "verify",
    part: "Proof",
    summary: "Check an exported ledger or a receipt offline and name the first thing wrong",
    arguments: [{ name: "PATH", says: "The folder of `ledger export`, or the .tlog-proof of a receipt" }],
    options: [
      { flags: "--policy <FILE>", says: "Which keys to trust: a tlog policy file of your own" },
      { flags: "--previous <FILE>", says: "An older checkpoint note that the ledger must continue" },
      { flags: "--vkey <KEY>", says: "For a receipt: the ledger's verification key, or a file that holds it" },
    ],
    examples: ["verify ledger-2026-11", "verify release.tlog-proof --vkey northwind.vkey"],
    exits: [0, 1, 2, 4],
  },
];
