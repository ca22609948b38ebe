import { type Fact, factData } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { factOf } from "../model/statement.ts";

/**
 * The fact of an entry that somebody else wrote. Whoever has a ledger's key can sign anything under it, so what the fact says is held against the schema of
 * its type, too. Throws `Failure` (`integrity`), whose sentence names the entry.
 */
export function placedFact(statement: Parameters<typeof factOf>[0], index: number): Fact {
  const fact = factOf(statement, index);
  if (!Object.hasOwn(factData, fact.type)) throw new Failure("integrity", `Entry ${index} of the ledger is of the type ${fact.type}, which no fact has.`);
  const { error } = factData[fact.type].safeParse(fact.data);
  if (error === undefined) return fact;
  const place = error.issues[0]?.path.map(String).join(".").slice(0, 80) || "its data";
  throw new Failure("integrity", `Entry ${index} of the ledger does not say what a ${fact.type} says: ${JSON.stringify(place)} is not of its form.`);
}
