import { describe, expect, test } from "vitest";
import {
  acceptedOverlayNeverAllows,
  additionNeverAllows,
  approvalNeverStops,
  fillingIsMaximum,
  neverThrows,
  onlyOthersFillPlaces,
  orderDoesNotMatter,
  releaseRestsOnReview,
  removalNeverAllows,
  sameInputSameBytes,
  whoeverIsNamedCanCure,
} from "./laws.fixture.ts";

// The counts only see to it that a law has met cases to hold for.
describe("laws of the gate, over policies and cases that nobody chose", () => {
  test("asking for more never turns what is not allowed into an allow", () => {
    expect(additionNeverAllows(800)).toBeGreaterThan(0);
  });

  test("R101: nor does any project's file that is accepted", () => {
    expect(acceptedOverlayNeverAllows(800)).toBeGreaterThan(10);
  });

  test("I5: one more approval never stops a change", () => {
    expect(approvalNeverStops(1_000)).toBeGreaterThan(30);
  });

  test("I5: taking an approval away never lets one pass", () => {
    expect(removalNeverAllows(600)).toBeGreaterThan(500);
  });

  test("I6, A17: only others fill places, each of them one", () => {
    expect(onlyOthersFillPlaces(600)).toBeGreaterThan(50);
  });

  test("whoever is named as one who can approve can", () => {
    expect(whoeverIsNamedCanCure(1_000)).toBeGreaterThan(50);
  });

  test("a release is allowed only where its change is", () => {
    expect(releaseRestsOnReview(1_000)).toBeGreaterThan(5);
  });

  test("equal input gives an equal verdict, byte for byte", () => {
    sameInputSameBytes(200);
  });

  test("the order in which things are listed decides nothing", () => {
    orderDoesNotMatter(400);
  });

  test("whatever it is given it answers, and what it cannot read it denies", () => {
    expect(neverThrows(1_000)).toBeGreaterThan(100);
  });

  test("places are filled as far as any seating can fill them", () => {
    fillingIsMaximum(1_000);
  });
});
