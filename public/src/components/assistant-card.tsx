import { useStrings } from '../strings/strings-context.js';

export interface AssistantCardProps {
  readonly name: string;
  readonly description: string;
  /** BCP-47, of both. */
  readonly language: string;
}

/** Where an interview shows its question: who is there, and that one may simply speak. */
export function AssistantCard({ name, description, language }: AssistantCardProps) {
  const strings = useStrings();
  return (
    <section className="panel question" aria-labelledby="assistant-heading" data-testid="assistant">
      <h2 id="assistant-heading" lang={language}>
        {name}
      </h2>
      <p lang={language}>{description}</p>
      <p className="quiet">{strings.assistantHint}</p>
    </section>
  );
}
