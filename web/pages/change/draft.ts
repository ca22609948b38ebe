import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { call } from "../../api/client.ts";
import { question } from "../../api/queries.ts";
import type { ChangePage } from "../../diff/shapes.ts";
import type { DraftAnswer } from "./words.ts";

export type Draft = NonNullable<ChangePage["draft"]>;

/** Milliseconds without a stroke after which a draft is sent. */
const pause = 600;

export interface Drafting {
  readonly draft: Draft;
  readonly state: "saved" | "saving" | "unsaved" | "failed";
  /** Changes the draft and saves it soon. */
  readonly set: (part: Partial<Omit<Draft, "environment">>) => void;
  readonly answer: (answer: DraftAnswer) => void;
  /** Saves what is not saved yet, with a last change. */
  readonly flush: (part?: Partial<Omit<Draft, "environment">>) => Promise<void>;
}

/** What this person has begun to answer. It is kept by the server as one goes, so that it is there again on another day and device. */
export function useDraft({ change, environment, draft: saved }: ChangePage): Drafting {
  const [draft, setDraft] = useState<Draft>(saved ?? { environment, outcome: null, answers: [], doubt: null, until: null, comment: null });
  const [state, setState] = useState<Drafting["state"]>("saved");
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(draft);
  // One after the other: an older draft never arrives behind a newer one.
  const queue = useRef<Promise<void>>(Promise.resolve());
  const send = async () => {
    const sent = latest.current;
    setState("saving");
    try {
      await call("drafts.save", { params: { change: change.id }, body: sent });
      // What the page is made from later must not have an older draft than the server.
      const { queryKey } = question("changes.read", { params: { change: change.id }, query: environment === null ? {} : { environment } });
      client.setQueryData(queryKey, (page) => (page === undefined ? undefined : { ...page, draft: sent }));
      setState(latest.current === sent ? "saved" : "unsaved");
    } catch (error) {
      setState("failed");
      throw error;
    }
  };
  const save = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    queue.current = queue.current.catch(() => undefined).then(send);
    return queue.current;
  };
  const saveSoon = useRef(save);
  useEffect(() => {
    saveSoon.current = save;
  });
  // Whoever leaves within the pause loses nothing.
  useEffect(() => () => void (timer.current === null ? undefined : saveSoon.current().catch(() => undefined)), []);
  const alter = (part: Partial<Omit<Draft, "environment">>) => {
    latest.current = { ...latest.current, ...part };
    setDraft(latest.current);
    setState("unsaved");
  };
  const set = (part: Partial<Omit<Draft, "environment">>) => {
    alter(part);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => void saveSoon.current().catch(() => undefined), pause);
  };
  return {
    draft,
    state,
    set,
    answer: (answer) => set({ answers: [...latest.current.answers.filter(({ criterion }) => criterion !== answer.criterion), answer] }),
    flush: (part = {}) => {
      alter(part);
      return save();
    },
  };
}
