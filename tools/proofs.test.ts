import { describe, expect, it } from "vitest";
import { proofs } from "./proofs.ts";

// What the product does so far, by requirement row. A row is taken off this list never, and added when it is delivered.
const delivered = [
  ...["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R10", "R12", "R14", "R16", "R17", "R18", "R19", "R20"],
  ...["R21", "R22", "R23", "R24", "R25", "R26", "R27", "R28", "R29", "R30", "R31", "R32", "R33", "R34", "R35", "R36", "R46"],
  ...["R65", "R66", "R67", "R68", "R69", "R70", "R71", "R72", "R73", "R74", "R75", "R77", "R78", "R83"],
  ...["R91", "R93", "R94", "R97", "R101", "R104", "R105", "R109"],
];

// Threats that concern what is there: who approved, what was approved, what the reviewer saw, policy, evidence and origin, the web, ledger.
const withstood = [
  ...["A01", "A02", "A04", "A05", "A07", "A08", "A10", "A11", "A13", "A14", "A17", "A19", "A20", "A23"],
  ...["B01", "B02", "B04", "B05", "B07", "B08", "B10", "B11", "B13", "B16", "B17", "B20", "B22", "B23"],
  ...["C01", "C02", "C04", "C05", "C07", "C08", "C10", "C11", "C13", "C14", "C16", "C17", "C19", "C20", "C22", "C23"],
  ...["D01", "D02", "D04", "D05", "D07", "D08", "D10", "D11", "D13", "D14", "D16", "D17", "D19", "D20"],
  ...["E01", "E02", "E04", "E05", "E07", "E08", "E10", "E11", "E17", "E19", "E20", "E25", "E26", "E28", "E29"],
  ...["F10"],
  ...["G02", "G04", "G05", "G08", "G10", "G11", "G13", "G14", "G16", "G17", "G19", "G20", "G22", "G23"],
  ...["H01", "H02", "H04", "H05", "H07", "H10", "H11", "H13", "H14", "H16", "H20", "H22", "H23"],
];

describe("every promise has a proof", () => {
  const found = proofs();
  it.each(delivered)("the row %s is named by a test", (id) => {
    expect(found.get(id) ?? []).not.toEqual([]);
  });
  it.each(withstood)("the threat %s is named by a test", (id) => {
    expect(found.get(id) ?? []).not.toEqual([]);
  });
});
