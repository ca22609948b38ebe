import { z } from "zod";

// The parts of a CycloneDX document that are read (ECMA-424, JSON of versions 1.2 to 1.7); the rest may be there and is passed over. A
// document in XML is brought into this shape. What should not be null is by some tools, and is then taken as absent.

const text = z.string().nullish();

const licence = z.object({ license: z.object({ id: text, name: text }).nullish(), expression: text });

const component = z.object({
  "bom-ref": text,
  group: text,
  name: z.string().min(1),
  version: text,
  purl: text,
  licenses: z.array(licence).nullish(),
  hashes: z.array(z.object({ alg: z.string(), content: z.string() })).nullish(),
  get components() {
    return z.array(component).nullish();
  },
});

const service = z.object({
  "bom-ref": text,
  get services() {
    return z.array(service).nullish();
  },
});

const tool = z.object({ name: text });

const vulnerability = z.object({
  id: text,
  references: z.array(z.object({ id: text })).nullish(),
  ratings: z.array(z.object({ score: z.union([z.number(), z.string()]).nullish(), severity: text, method: text, vector: text })).nullish(),
  description: text,
  recommendation: text,
  analysis: z.object({ state: text }).nullish(),
  affects: z.array(z.object({ ref: z.string(), versions: z.array(z.object({ version: text, range: text, status: text })).nullish() })).nullish(),
});

export const cycloneDocument = z.object({
  metadata: z
    .object({
      component: component.nullish(),
      tools: z.union([z.array(tool), z.object({ tool: z.array(tool).nullish(), components: z.array(tool).nullish(), services: z.array(tool).nullish() })]).nullish(),
    })
    .nullish(),
  components: z.array(component).nullish(),
  services: z.array(service).nullish(),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).nullish() })).nullish(),
  vulnerabilities: z.array(vulnerability).nullish(),
});

export type CycloneDocument = z.infer<typeof cycloneDocument>;
export type CycloneComponent = z.infer<typeof component>;
export type CycloneService = z.infer<typeof service>;
export type CycloneVulnerability = z.infer<typeof vulnerability>;
