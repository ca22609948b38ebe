import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Known } from "../../parts/known.tsx";
import { Page } from "../../parts/page.tsx";
import { Select } from "../../parts/select.tsx";
import { useMe } from "../../shell/me.ts";
import { useAdopts } from "../person/may.ts";
import { sha256 } from "../sign/challenge.ts";
import type { ExpectedAdoption } from "./adopt-check.ts";
import { AdoptionCeremony, AdoptionPasskey } from "./adopt-sign.tsx";
import { type Draft, noDraft, WriteAndLook } from "./adopt-write.tsx";
import { type Adoption, rulesIn } from "./words.ts";
import "../../style/ceremony.css";
import "../../style/lists.css";
import "../../style/policy.css";

/** What goes to be signed: the draft, its digests worked out here, and what was in force when it was looked at. */
interface ToSign {
  readonly draft: Draft;
  readonly expected: ExpectedAdoption;
  readonly before: Adoption | null;
}

/** A new version of a policy: written, looked at, signed, in force. What was written stays while the page is open, whatever comes of the signature. */
export function PolicyAdoptPage() {
  const { project } = useSearch({ from: "/inside/policy/adopt" });
  const { person, passkeys } = useMe();
  const [draft, setDraft] = useState(noDraft);
  const [toSign, setToSign] = useState<ToSign | null>(null);
  const policy = useAnswer("policy.read", { query: project === undefined ? {} : { project } });
  if (!useAdopts()) return <NotYours />;
  const back = () => setToSign(null);
  if (toSign !== null && passkeys === 0) return <AdoptionPasskey onBack={back} />;
  if (toSign !== null) return <AdoptionCeremony {...toSign} onBack={back} />;
  const sign = async (before: Adoption | null) => {
    const rules = await Promise.all(rulesIn(draft).map(async ({ path, text }) => ({ path, digest: await sha256(text) })));
    setToSign({ draft, before, expected: { person: person.id, project: project ?? null, digest: await sha256(draft.text), rules } });
    window.scrollTo(0, 0);
  };
  return (
    <Page
      title="Put a policy in force"
      answer="Write the next version, look at what it changes, then sign it with your passkey."
      beside={<Whose project={project} onChange={() => setDraft(noDraft)} />}
    >
      <Known of={policy} what="Reading the policy in force">
        {(found) => (found.project === (project ?? null) ? <WriteAndLook policy={found} draft={draft} onDraft={setDraft} onSign={sign} /> : null)}
      </Known>
    </Page>
  );
}

function NotYours() {
  return (
    <Page title="Put a policy in force" answer="This is for an administrator or a policy owner.">
      <Empty title="You do not hold a role that puts a policy in force." action={<ButtonLink to="/policy">Read the policy in force</ButtonLink>}>
        An administrator grants roles on the page People.
      </Empty>
    </Page>
  );
}

/** For whom the new version is to rule. */
function Whose({ project = "", onChange }: { readonly project: string | undefined; readonly onChange: () => void }) {
  const { data } = useAnswer("projects.list");
  const navigate = useNavigate();
  if (data === undefined || data.items.length === 0) return null;
  const choices = [{ value: "", label: "the organisation" }, ...data.items.map(({ id }) => ({ value: id, label: id }))];
  const choose = (value: string) => {
    onChange();
    void navigate({ to: "/policy/adopt", search: value === "" ? {} : { project: value } });
  };
  return <Select label="For" value={project} choices={choices} onChange={choose} />;
}
