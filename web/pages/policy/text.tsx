import { useAnswer } from "../../api/queries.ts";
import { Digest } from "../../parts/digest.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Taken } from "../../parts/taken.tsx";
import { SaveSigners } from "../sign/signers.tsx";
import type { Adoption, Policy } from "./words.ts";

/** The files as they were written and signed. */
export function PolicyText({ policy: { organisation, own, digest } }: { readonly policy: Policy }) {
  return (
    <>
      <p className="beneath soft">
        What is in force comes from these files, resolved: <Digest value={digest} of="policy" />
      </p>
      {own === null ? null : <File adoption={own} title="The project’s own file" />}
      {organisation === null ? null : <File adoption={organisation} title="The organisation’s file" />}
    </>
  );
}

function File({ adoption, title }: { readonly adoption: Adoption; readonly title: string }) {
  const text = useAnswer("policy.text", { params: { index: adoption.index } });
  const name = adoption.project ?? "organisation";
  return (
    <Section title={`${title}, version ${adoption.version}`}>
      <Known of={text} what="Reading the file">
        {(found) => (
          <>
            <Taken text={found.text} what={`text of ${name}’s policy`} file={`${name}.policy.yaml`} />
            {found.signature === null ? null : (
              <details className="fold">
                <summary>Its signature</summary>
                <Taken text={found.signature} what={`signature of ${name}’s policy`} file={`${name}.policy.yaml.sig`} />
                {found.document === null ? null : (
                  <>
                    <p className="beneath soft">It stands under this document, which names the text by its digest.</p>
                    <Taken text={found.document} what={`signed document of ${name}’s policy`} file={`${name}.policy.json`} />
                    <p className="beneath soft">Anybody can check it with these two and the keys of those who sign, without us:</p>
                    <pre className="command">{`ssh-keygen -Y verify -f allowed_signers -I ${found.by} -n countersign.policy.v1 -s ${name}.policy.yaml.sig < ${name}.policy.json`}</pre>
                    <p className="beneath">
                      <SaveSigners />
                    </p>
                  </>
                )}
              </details>
            )}
          </>
        )}
      </Known>
    </Section>
  );
}
