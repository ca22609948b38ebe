import { expect, test } from "vitest";
import { type FileKind, fileKinds } from "./files.ts";
import { fileJsonSchema, loadFileOf, readFileOf } from "./read.ts";

const head = (id: string) => `document:
  id: ${id}
  title: A title
  version: 2
  status: draft
  owner: ana
  approvers: [engineering-lead]
  classification: internal
  history:
    - { version: 1, date: 2026-11-23, by: ana, what: First version }
    - { version: 2, date: 2026-11-24, by: ana, what: Second version }
`;

const delivery = `delivery: 1
${head("GOV-DELIVERY-001")}sprints: { length: 2w }
phases:
  - id: build
    title: Build
    purpose: Code is written.
    entry: []
    checkpoints:
      - { id: half-way, title: Half way, when: sprint-end, evidence: [], metrics: [], exit: [], minutes: 60 }
`;

const blueprint = `blueprint: 1
${head("GOV-BLUEPRINT-001")}start: 2026-12-01
end: 2026-12-18
days:
  - { day: 1, topic: Architecture, area: architecture }
areas: { architecture: [decisions/0001-one-service.md] }
exit: []
people: { engineering-lead: { holds: [ana], deputies: [bo] } }
`;

const risks = `risks: 1
${head("GOV-RISKS-001")}appetite: Little.
acceptance: { low: engineering-lead, medium: engineering-lead, high: policy-owner, critical: policy-owner }
acceptance-valid-for: 6mo
register:
  - { id: R-001, title: A risk, raised: 2026-11-23, category: security, cause: A cause, event: An event, consequence: A consequence, status: open }
`;

function failuresOf(kind: FileKind, text: string): readonly { code: string; message: string; hint: string; line: number | undefined; column: number | undefined }[] {
  const read = readFileOf(kind, text);
  return "failures" in read ? read.failures.map(({ code, message, hint, place }) => ({ code, message, hint, line: place?.line, column: place?.column })) : [];
}

test("a file that is as it should be is read, with its digest and the place of each setting", () => {
  const loaded = loadFileOf("delivery", delivery);
  expect(loaded.file.phases[0]?.checkpoints[0]?.minutes).toBe(60);
  expect(loaded.file.document.id).toBe("GOV-DELIVERY-001");
  expect(loaded.at("phases[0].title")).toEqual({ file: ".countersign/delivery.yaml", line: 16, column: 12 });
  expect(loaded.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(failuresOf("blueprint", blueprint)).toEqual([]);
  expect(failuresOf("risks", risks)).toEqual([]);
});

test("a misspelt setting is told with its place and the nearest word, and not also as a missing one", () => {
  expect(failuresOf("delivery", delivery.replace("    purpose:", "    purpouse:"))).toEqual([
    { code: "document-invalid", message: "`phases[0]` has no setting `purpouse`.", hint: "Did you mean `purpose`?", line: 17, column: 5 },
  ]);
});

test("a file that is no YAML of ours is called by its own name, never a policy", () => {
  expect(failuresOf("charter", "")).toEqual([{ code: "document-invalid", message: "The file is empty.", hint: "Begin it with `charter: 1`, or remove it.", line: 1, column: 1 }]);
  expect(failuresOf("risks", "risks: &a 1\n")[0]?.message).toBe("YAML anchors are not accepted in a risk register.");
  expect(failuresOf("charter", "chater: 1\n")).toContainEqual({
    code: "document-invalid",
    line: 1,
    column: 1,
    message: "A charter has no setting `chater`.",
    hint: "Did you mean `charter`?",
  });
});

test.each([
  { what: "a sprint that ends before it starts", kind: "blueprint", text: blueprint.replace("end: 2026-12-18", "end: 2026-11-18"), line: 14 },
  { what: "a day that stands twice", kind: "blueprint", text: blueprint.replace("areas:", "  - { day: 1, topic: Again }\nareas:"), line: 17 },
  { what: "a checkpoint that stands twice, since it is signed by its id", kind: "delivery", text: `${delivery}${delivery.split("\n").at(-2)}\n`, line: 21 },
  { what: "an id of a risk that is used again", kind: "risks", text: `${risks}${risks.split("\n").at(-2)}\n`, line: 18 },
  { what: "levels that do not grow", kind: "risks", text: risks.replace("register:", "levels: { low: 9, medium: 4, high: 16 }\nregister:"), line: 16 },
  { what: "a history above the document's own version", kind: "risks", text: risks.replace("version: 2, date", "version: 3, date"), line: 12 },
] as const)("$what is refused at its line", ({ kind, text, line }) => {
  expect(failuresOf(kind, text)).toMatchObject([{ code: "document-invalid", line }]);
});

test("what throws names the first thing that is wrong and how much more there is", () => {
  const text = delivery.replace("status: draft", "status: drafty").replace("length: 2w", "length: soon");
  expect(() => loadFileOf("delivery", text)).toThrow(
    expect.objectContaining({ code: "document-invalid", message: "`document.status` cannot be `drafty`.", hint: expect.stringContaining("One more thing is wrong below.") }),
  );
});

test("every file has a closed JSON Schema for editors", () => {
  for (const kind of fileKinds) {
    const schema = fileJsonSchema(kind);
    expect(schema.additionalProperties).toBe(false);
    expect(schema["required"]).toEqual(expect.arrayContaining([kind, "document"]));
  }
});
