import { useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import type { Answer } from "../../api/client.ts";
import { call } from "../../api/client.ts";
import { useAnswer } from "../../api/queries.ts";
import { Diff } from "../../diff/diff.tsx";
import { fileId } from "../../diff/file.tsx";
import { keyOf } from "../../diff/file-name.ts";
import { type Filter, filtered } from "../../diff/file-words.ts";
import { goTo } from "../../diff/moves.ts";
import type { ChangePage as Answered, FileEntry } from "../../diff/shapes.ts";
import { Loading } from "../../parts/loading.tsx";
import { Page } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { plainText } from "../../parts/segments.tsx";
import { Tabs, useRoom } from "../../parts/tabs.tsx";
import { Time } from "../../parts/when.tsx";
import "../../style/change.css";
import "../../style/diff.css";
import type { FileName } from "./coverage.tsx";
import { Decide } from "./decide.tsx";
import { useDraft } from "./draft.ts";
import { Files } from "./files.tsx";
import { FoundList } from "./found.tsx";
import { ChangeHead } from "./head.tsx";
import { Known } from "./known.tsx";
import { Lessons } from "./lessons.tsx";
import { Part } from "./part.tsx";
import { Questions, showQuestion } from "./questions.tsx";
import { choiceOf, isComplete } from "./words.ts";

/** One change: what is asked, what changed, what is known. */
export function ChangePage() {
  const { change } = useParams({ from: "/inside/changes/$change" });
  const { environment } = useSearch({ from: "/inside/changes/$change" });
  const { data: page, error } = useAnswer("changes.read", { params: { change }, query: environment === undefined ? {} : { environment } });
  const { data: list, error: listError } = useAnswer("files.list", { params: { change } });
  const here = page !== undefined && page.change.id === change && page.environment === (environment ?? null);
  if (!here || list === undefined) {
    return (
      <Page title="Change" width="wide">
        {error === null && listError === null ? <Loading what="Reading the change" /> : null}
        <Problem error={error ?? listError} />
      </Page>
    );
  }
  return <Loaded key={`${change} ${environment ?? ""}`} page={page} list={list} />;
}

function Loaded({ page, list }: { readonly page: Answered; readonly list: Answer<"files.list"> }) {
  const { change, status, until } = page;
  const drafting = useDraft(page);
  const [filter, setFilter] = useState<Filter>("all");
  const since = useSince(page);
  useBeat(change.id, change.revision);
  const answers = new Map(drafting.draft.answers.map((answer) => [answer.criterion, answer]));
  const open = {
    unseen: list.files.filter(({ seen }) => !seen).map(({ shown }) => plainText(shown)),
    unanswered: page.questions.filter((question) => !isComplete(answers.get(question.id), question)).map(({ ask }) => ask),
    notMet: page.questions.flatMap(({ id, ask, choices }) => {
      const choice = choiceOf(answers.get(id), choices);
      return choice === null || choice.affirms ? [] : [{ ask, value: choice.value }];
    }),
  };
  const [tab, setTab] = useState("asked");
  const goToFile = (file: FileEntry) => {
    setTab("changed");
    onceShown(() => goTo(document.getElementById(fileId(list.files.indexOf(file)))));
  };
  const goToNamed = (name: FileName) => {
    const file = list.files.find((each) => keyOf(each) === keyOf(name));
    if (file === undefined) return;
    setFilter("all");
    goToFile(file);
  };
  const goToPath = (path: string) => {
    const file = list.files.find((each) => each.path === path);
    if (file === undefined) return;
    setFilter("all");
    goToFile(file);
  };
  const goToQuestion = (id: string) => {
    setTab("asked");
    onceShown(() => showQuestion(id));
  };
  const goToOpen = () => {
    const question = page.questions.find((each) => !isComplete(answers.get(each.id), each));
    const unseen = list.files.find(({ seen }) => !seen);
    if (question === undefined && unseen !== undefined) return goToFile(unseen);
    setTab("asked");
    onceShown(() => showQuestion(question?.id ?? ""));
  };
  const asked = (
    <>
      <Part title="Questions" count={page.questions.length}>
        <Questions page={page} drafting={drafting} />
      </Part>
      <Part title="Found" count={page.found.length + page.foundMore}>
        <FoundList page={page} onFile={goToPath} onQuestion={goToQuestion} />
      </Part>
      {page.lessons.length === 0 ? null : (
        <Part title="Lessons" count={page.lessons.length}>
          <Lessons lessons={page.lessons} />
        </Part>
      )}
      <Part title="Files" count={list.files.length}>
        <Files list={list} since={since} filter={filter} onFilter={setFilter} onFile={goToFile} />
      </Part>
    </>
  );
  const changed = list.readable ? (
    <Diff change={change.id} all={list.files} shown={filtered(list.files, filter, since?.files ?? [])} counts={change.origin} />
  ) : (
    <p className="warning">{list.sentence}</p>
  );
  return (
    <Page title={change.title || change.id} answer={<Sentence status={status} until={saysUntil(page) ? null : until} />} width="wide">
      <ChangeHead page={page} />
      <NewRevision change={change} />
      <Three
        asked={asked}
        changed={changed}
        known={<Known page={page} onFile={goToNamed} onPath={goToPath} onQuestion={goToQuestion} />}
        tab={tab}
        onTab={setTab}
        counts={{ asked: page.you.mayApprove ? open.unanswered.length : 0, changed: open.unseen.length }}
      />
      <footer className="decide-bar">
        <Decide page={page} drafting={drafting} open={open} onShow={goToOpen} />
      </footer>
    </Page>
  );
}

// Once the panel is drawn, and a filter has let in what is gone to.
function onceShown(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

/** Says that what is on screen became another revision while somebody read it. */
function NewRevision({ change: { revision } }: Pick<Answered, "change">) {
  const [first] = useState(revision);
  return (
    <div role="status">
      {revision === first ? null : (
        <p className="warning">
          Revision {revision} was put forward while you were reading revision {first}. You see the new one; files whose content changed are not seen any more.
        </p>
      )}
    </div>
  );
}

// An escalation says by itself until when.
function saysUntil({ verdict: { reasons } }: Answered): boolean {
  return reasons.some(({ code }) => code === "escalated" || code === "escalation-timed-out");
}

function Sentence({ status, until }: { readonly status: string; readonly until: string | null }) {
  return (
    <>
      {status}
      {until === null ? null : (
        <>
          {" "}
          Due <Time at={until} />.
        </>
      )}
    </>
  );
}

/** Side by side where there is room; else three tabs with the same in them. */
function Three({
  asked,
  changed,
  known,
  tab,
  onTab,
  counts,
}: {
  readonly asked: ReactNode;
  readonly changed: ReactNode;
  readonly known: ReactNode;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly counts: { readonly asked: number; readonly changed: number };
}) {
  const room = useRoom(1_180);
  if (room) {
    return (
      <div className="three">
        <section className="three-side" aria-label="What is asked">
          {asked}
        </section>
        <section className="three-middle" aria-label="What changed">
          {changed}
        </section>
        <section className="three-side" aria-label="What is known">
          {known}
        </section>
      </div>
    );
  }
  const tabs = [
    { id: "asked", label: "Asked", count: counts.asked, panel: asked },
    { id: "changed", label: "Changed", count: counts.changed, panel: changed },
    { id: "known", label: "Known", panel: known },
  ];
  return <Tabs label="Parts of the change" tabs={tabs} selected={tab} onSelect={onTab} />;
}

/** What changed since the last look, as it was when this one began: the look itself must not end it. */
function useSince({ change: { revision }, sinceLastLook }: Answered): Answered["sinceLastLook"] {
  const [kept, setKept] = useState({ revision, sinceLastLook });
  if (kept.revision !== revision) setKept({ revision, sinceLastLook });
  return kept.sinceLastLook;
}

/** Milliseconds between two signs that the change is in front of somebody. */
const beat = 30_000;

function useBeat(change: string, revision: number): void {
  useEffect(() => {
    const send = () => void call("visits.beat", { params: { change }, body: { revision, visible: !document.hidden } }).catch(() => undefined);
    send();
    const timer = setInterval(send, beat);
    document.addEventListener("visibilitychange", send);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", send);
    };
  }, [change, revision]);
}
