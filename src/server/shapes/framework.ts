import { z } from "zod";
import { type FrameworkId, frameworkIds, recordKinds } from "../../blueprint/index.ts";
import { named } from "./change.ts";
import { list } from "./list.ts";
import { adoptionLine } from "./policy.ts";

export const frameworkId = z.enum(frameworkIds as [FrameworkId, ...FrameworkId[]]);
const kind = z.enum(recordKinds);

const link = z.strictObject({
  kind,
  name: z.string(),
  /** Null, like the page, where nothing makes such records yet. */
  process: z.string().nullable(),
  settings: list(z.string()),
  records: z.int(),
  page: z.string().nullable(),
});

const control = z.strictObject({
  framework: frameworkId,
  id: z.string(),
  paraphrase: z.string(),
  evidence: z.string(),
  records: list(kind),
  checked: z.enum(["verified", "known", "check"]),
  state: z.enum(["evidenced", "partly", "waiting", "gap"]),
  links: list(link),
  packs: list(z.strictObject({ pack: z.string(), settings: list(z.string()) })),
  /** Ids of the risks that name what it rests on; none where it is questioned. */
  risks: list(z.string()),
});

const coverage = z.strictObject({ controls: z.int(), evidenced: z.int(), partly: z.int(), waiting: z.int(), gap: z.int(), questioned: z.int() });

const rated = z.strictObject({ likelihood: z.int(), impact: z.int(), score: z.int(), level: z.enum(["low", "medium", "high", "critical"]) });

const riskLine = z.strictObject({
  id: z.string(),
  title: z.string(),
  category: z.string(),
  status: z.string(),
  inherent: rated.nullable(),
  residual: rated.nullable(),
  treatment: z.string().nullable(),
  owner: z.string().nullable(),
  reviewBy: z.string().nullable(),
  overdue: z.boolean(),
  controls: list(z.string()),
  missing: list(z.string()),
  accepted: z.strictObject({ by: named, level: z.string(), until: z.string(), index: z.int() }).nullable(),
});

export const frameworkShape = z.strictObject({
  project: z.string().nullable(),
  asOf: z.string(),
  mapped: z.string(),
  limit: z.string(),
  policy: z.strictObject({ version: z.int(), digest: z.string() }),
  frameworks: list(z.strictObject({ framework: frameworkId, title: z.string(), version: z.string(), note: z.string().nullable(), coverage, controls: list(control) })),
  risks: z.strictObject({ appetite: z.string(), register: list(riskLine), controls: list(z.strictObject({ control: z.string(), risks: list(z.string()) })) }).nullable(),
  /** Why no register was read. */
  unread: z.string().nullable(),
});

export const versionsShape = z.strictObject({
  project: z.string().nullable(),
  versions: list(
    adoptionLine.extend({
      reviewBy: z.string().nullable(),
      log: z.strictObject({ tighter: z.int(), looser: z.int(), changed: z.int(), sentences: list(z.string()) }).nullable(),
    }),
  ),
  alert: z.strictObject({ kind: z.enum(["overdue", "soon", "none-named"]), sentence: z.string() }).nullable(),
});
