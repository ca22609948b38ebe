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

const cases = 50_000;

describe("laws of the gate, over very many policies and cases", () => {
  test("asking for more never turns what is not allowed into an allow", () => {
    expect(additionNeverAllows(cases)).toBeGreaterThan(200);
  });

  test("R101: nor does any project's file that is accepted", () => {
    expect(acceptedOverlayNeverAllows(cases)).toBeGreaterThan(200);
  });

  test("I5: one more approval never stops a change", () => {
    expect(approvalNeverStops(cases)).toBeGreaterThan(200);
  });

  test("I5: taking an approval away never lets one pass", () => {
    expect(removalNeverAllows(cases)).toBeGreaterThan(200);
  });

  test("I6, A17: only others fill places, each of them one", () => {
    expect(onlyOthersFillPlaces(cases)).toBeGreaterThan(200);
  });

  test("whoever is named as one who can approve can", () => {
    expect(whoeverIsNamedCanCure(cases)).toBeGreaterThan(200);
  });

  test("a release is allowed only where its change is", () => {
    expect(releaseRestsOnReview(cases)).toBeGreaterThan(200);
  });

  test("equal input gives an equal verdict, byte for byte", () => {
    sameInputSameBytes(cases / 10);
  });

  test("the order in which things are listed decides nothing", () => {
    orderDoesNotMatter(cases);
  });

  test("whatever it is given it answers, and what it cannot read it denies", () => {
    expect(neverThrows(cases)).toBeGreaterThan(200);
  });

  test("places are filled as far as any seating can fill them", () => {
    fillingIsMaximum(cases);
  });
});
