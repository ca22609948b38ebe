import { Subject } from "./subject.ts";

export interface Draft {
  /** JSON, as the page gave it. */
  readonly answers: string;
  readonly at: number;
}

/** Answers that were begun and not signed. `environment` is null for the judgement of the change itself. */
export class Drafts extends Subject {
  async save(person: string, change: string, environment: string | null, answers: string): Promise<void> {
    const at = this.now;
    await this.db
      .insertInto("drafts")
      .values({ person, change, environment: environment ?? "", answers, at })
      .onConflict((conflict) => conflict.columns(["person", "change", "environment"]).doUpdateSet({ answers, at }))
      .execute();
  }

  async read(person: string, change: string, environment: string | null): Promise<Draft | null> {
    const drafts = this.db.selectFrom("drafts").select(["answers", "at"]).where("person", "=", person).where("change", "=", change);
    return (await drafts.where("environment", "=", environment ?? "").executeTakeFirst()) ?? null;
  }

  async drop(person: string, change: string, environment: string | null): Promise<void> {
    const drafts = this.db.deleteFrom("drafts").where("person", "=", person).where("change", "=", change);
    await drafts.where("environment", "=", environment ?? "").execute();
  }
}
