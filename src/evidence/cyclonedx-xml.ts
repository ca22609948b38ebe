import type { Json } from "../model/canonical.ts";
import { limits } from "./limits.ts";
import { Halt, quoted } from "./outcome.ts";
import { detached } from "./text.ts";
import { type Attributes, walkXml } from "./xml.ts";
import { malformed } from "./xml-counts.ts";

/** The element that a document in XML begins with, which tells its version by its namespace. */
export interface CycloneRoot {
  /** `1.5` of `http://cyclonedx.org/schema/bom/1.5`. */
  readonly version: string;
  /** What stands before the colon of its own elements' names; empty for the default namespace. */
  readonly prefixes: ReadonlySet<string>;
  /** The same of the elements by which versions before 1.4 told of flaws. */
  readonly flaws: ReadonlySet<string>;
}

const namespace = /^http:\/\/cyclonedx\.org\/schema\/bom\/(.{1,20})$/s;

/** Null for a root of another format. Throws `Halt` (`corrupt`) as `walkXml`. */
export function cycloneRoot(utf8: Buffer): CycloneRoot | null {
  const found = new Error("root found");
  let root: { readonly name: string; readonly attributes: Attributes } | null = null;
  const open = (name: string, attributes: Attributes) => {
    root = { name, attributes };
    throw found;
  };
  try {
    walkXml(utf8, { open });
  } catch (error) {
    if (error !== found) throw error;
  }
  return root === null ? null : rootOf(root);
}

function rootOf({ name, attributes }: { readonly name: string; readonly attributes: Attributes }): CycloneRoot | null {
  const [prefix, local] = split(name);
  const own = Object.hasOwn(attributes, declared(prefix)) ? (attributes[declared(prefix)] ?? "") : "";
  const version = namespace.exec(own)?.[1];
  if (local !== "bom" || version === undefined) return null;
  const prefixesOf = (wanted: (uri: string) => boolean) =>
    new Set(Object.entries(attributes).flatMap(([attribute, uri]) => (/^xmlns(?::|$)/.test(attribute) && wanted(uri) ? [attribute.slice("xmlns:".length)] : [])));
  return { version, prefixes: prefixesOf((uri) => uri === own), flaws: prefixesOf((uri) => uri.startsWith("http://cyclonedx.org/schema/ext/vulnerability/")) };
}

function declared(prefix: string): string {
  return prefix === "" ? "xmlns" : `xmlns:${prefix}`;
}

function split(name: string): readonly [prefix: string, local: string] {
  const colon = name.indexOf(":");
  return [name.slice(0, Math.max(colon, 0)), name.slice(colon + 1)];
}

/** How an element becomes a value in the shape of the JSON format: its text, a list of some children, or an object. */
interface Shape {
  readonly kind: "text" | "list" | "object";
  readonly attributes?: readonly string[];
  /** Children of a list that are items, of an object that are members, which stand once. */
  readonly children?: Readonly<Record<string, () => Shape>>;
  /** Children of an object that are items of one of its members. */
  readonly repeated?: Readonly<Record<string, { readonly member: string; readonly shape: () => Shape }>>;
  readonly made?: (value: Json) => Json;
}

const text = (): Shape => ({ kind: "text" });
const list = (item: string, shape: () => Shape) => (): Shape => ({ kind: "list", children: { [item]: shape } });
const object =
  (children: Shape["children"] & {}, attributes: readonly string[] = []) =>
  (): Shape => ({ kind: "object", children, attributes });

const licences = (): Shape => ({
  kind: "list",
  children: {
    license: () => ({ ...object({ id: text, name: text })(), made: (license) => ({ license }) }),
    expression: () => ({ ...text(), made: (expression) => ({ expression }) }),
    "expression-detailed": object({}, ["expression"]),
  },
});

const hash = (): Shape => ({ kind: "object", attributes: ["alg"], children: { "": text } });

const component = (): Shape => ({
  kind: "object",
  attributes: ["bom-ref"],
  children: { group: text, name: text, version: text, purl: text, licenses: licences, hashes: list("hash", hash), components: list("component", component) },
});

const service = (): Shape => ({ kind: "object", attributes: ["bom-ref"], children: { services: list("service", service) } });

const named = object({ name: text });

const tools = (): Shape => ({
  kind: "object",
  children: { components: list("component", named), services: list("service", named) },
  repeated: { tool: { member: "tool", shape: named } },
});

const dependedOn = (): Shape => ({ ...object({}, ["ref"])(), made: refOf });
const dependency = (): Shape => ({ kind: "object", attributes: ["ref"], repeated: { dependency: { member: "dependsOn", shape: dependedOn } } });

const vulnerability = object({
  id: text,
  references: list("reference", object({ id: text })),
  ratings: list("rating", object({ score: text, severity: text, method: text, vector: text })),
  description: text,
  recommendation: text,
  analysis: object({ state: text }),
  affects: list("target", object({ ref: text, versions: list("version", object({ version: text, range: text, status: text })) })),
});

const bom = object({
  metadata: object({ component, tools }),
  components: list("component", component),
  services: list("service", service),
  dependencies: list("dependency", dependency),
  vulnerabilities: list("vulnerability", vulnerability),
});

function refOf(value: Json): Json {
  return typeof value === "object" && value !== null && "ref" in value ? (value["ref"] ?? null) : null;
}

/** A document in XML as the value that the same document in JSON would be, as far as it is read; whether it tells of flaws in the way of versions before 1.4, which is not read. Throws `Halt`. */
export function cycloneValue(utf8: Buffer, root: CycloneRoot): { readonly value: Json; readonly otherFlaws: boolean } {
  const building = new Building(root);
  walkXml(utf8, building);
  return { value: building.value, otherFlaws: building.otherFlaws };
}

interface Open {
  readonly shape: Shape;
  readonly element: string;
  readonly members: Map<string, Json>;
  readonly items: Json[];
  /** Items of members that are lists. */
  readonly lists: Map<string, Json[]>;
  text: string;
}

class Building {
  readonly #root: CycloneRoot;
  readonly #open: Open[] = [];
  /** Elements around the current one that are not read. */
  #passedOver = 0;
  #values = 0;
  value: Json = null;
  otherFlaws = false;

  constructor(root: CycloneRoot) {
    this.#root = root;
  }

  readonly open = (name: string, attributes: Attributes, line: number): void => {
    const [prefix, local] = split(name);
    if (local === "vulnerabilities" && this.#root.flaws.has(prefix)) this.otherFlaws = true;
    const shape = this.#passedOver > 0 || !this.#isOwn(prefix, attributes) ? null : this.#shapeOf(local, line);
    if (shape === null) this.#passedOver++;
    else this.#open.push(this.#begun(shape, local, attributes));
  };

  readonly text = (text: string): void => {
    const current = this.#open.at(-1);
    if (this.#passedOver === 0 && current !== undefined && (current.shape.kind === "text" || current.shape.children?.[""] !== undefined)) current.text += text;
  };

  readonly close = (): void => {
    if (this.#passedOver > 0) {
      this.#passedOver--;
      return;
    }
    const closed = this.#open.pop();
    if (closed === undefined) return;
    const value = made(closed);
    const parent = this.#open.at(-1);
    if (parent === undefined) this.value = value;
    else if (parent.shape.kind === "list") parent.items.push(value);
    else put(parent, closed.element, value);
  };

  // Another default namespace inside makes it another format's element.
  #isOwn(prefix: string, attributes: Attributes): boolean {
    const other = prefix === "" && Object.hasOwn(attributes, "xmlns") && namespace.exec(attributes["xmlns"] ?? "")?.[1] !== this.#root.version;
    return this.#root.prefixes.has(prefix) && !other;
  }

  #shapeOf(local: string, line: number): Shape | null {
    const parent = this.#open.at(-1);
    if (parent === undefined) return bom();
    const { children = {}, repeated = {} } = parent.shape;
    if (Object.hasOwn(repeated, local)) return repeated[local]?.shape() ?? null;
    if (!Object.hasOwn(children, local)) return null;
    // Of two equal members one reader takes the first, another the last.
    if (parent.shape.kind === "object" && parent.members.has(local)) throw malformed(line, `${quoted(local, 40)} stands twice in ${quoted(parent.element, 40)}`);
    return children[local]?.() ?? null;
  }

  #begun(shape: Shape, element: string, attributes: Attributes): Open {
    if (++this.#values > limits.billValues) throw new Halt("too-large", `The document holds more than ${limits.billValues} values; hand it in as several documents.`);
    const given = (shape.attributes ?? []).flatMap((name): [string, Json][] => (Object.hasOwn(attributes, name) ? [[name, attributes[name] ?? ""]] : []));
    return { shape, element, members: new Map(given), items: [], lists: new Map(), text: "" };
  }
}

function put(parent: Open, element: string, value: Json): void {
  const { repeated = {} } = parent.shape;
  const member = Object.hasOwn(repeated, element) ? repeated[element]?.member : undefined;
  const list = member === undefined ? undefined : parent.lists.get(member);
  if (member === undefined) parent.members.set(element, value);
  else if (list === undefined) parent.lists.set(member, [value]);
  else list.push(value);
}

function made({ shape, members, items, lists, text }: Open): Json {
  const content: readonly [string, Json][] = shape.children?.[""] === undefined ? [] : [["content", text]];
  const value = shape.kind === "text" ? detached(text.trim()) : shape.kind === "list" ? items : Object.fromEntries([...members, ...lists, ...content]);
  return shape.made?.(value) ?? value;
}
