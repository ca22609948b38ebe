/** Leads to the question that asks about something; nothing where none does. */
export function AnswerIt({ question, before, onQuestion }: { readonly question: string | null; readonly before: string; readonly onQuestion: (id: string) => void }) {
  if (question === null) return null;
  return (
    <>
      {before}
      <button type="button" className="row-more" onClick={() => onQuestion(question)}>
        Answer it
      </button>
    </>
  );
}
