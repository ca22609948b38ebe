import { expect, it } from "vitest";
import { source, testOrganisation } from "./testing.ts";

const sarif = (suppressed: boolean) =>
  Buffer.from(
    JSON.stringify({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "scan", rules: [{ id: "eval" }] } },
          results: [
            {
              ruleId: "eval",
              level: "note",
              message: { text: "eval is used" },
              locations: [{ physicalLocation: { artifactLocation: { uri: source.path }, region: { startLine: 1 } } }],
              ...(suppressed ? { suppressions: [{ kind: "inSource" }] } : {}),
            },
          ],
        },
      ],
    }),
  );

it("R71 what the base's analysis has open and the head's suppresses is shown, and the report counts all the same", async () => {
  await using org = await testOrganisation();
  const { head } = await org.proposed();
  await org.attach(org.repository.git("rev-parse", "main"), [sarif(false)], "scanner");
  const [added] = await org.attach(head, [sarif(true)], "scanner");
  expect([added?.reading.state, added?.inconsistencies.map(({ code }) => code)]).toEqual(["accepted", ["results-suppressed"]]);
});

it("R71 twin: what was suppressed on the base already is no news", async () => {
  await using org = await testOrganisation();
  const { head } = await org.proposed();
  await org.attach(org.repository.git("rev-parse", "main"), [sarif(true)], "scanner");
  const [added] = await org.attach(head, [sarif(true)], "scanner");
  expect([added?.reading.state, added?.inconsistencies]).toEqual(["accepted", []]);
});
