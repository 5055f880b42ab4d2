import type { ClientEvents, WireQuestion } from '../../../src/transports/dialects/voiceter/wire.js';
import { useStrings } from '../strings/strings-context.js';
import { MultipleChoice } from './multiple-choice.jsx';
import { OptionButtons } from './option-buttons.jsx';
import { ScalePad } from './scale-pad.jsx';
import { TypedAnswer } from './typed-answer.jsx';

export type AnswerValue = ClientEvents['answer:submit']['value'];

export interface AnswerFormProps {
  readonly question: WireQuestion;
  /** The answer is on its way. */
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly onSubmit: (value: AnswerValue) => void;
}

/** A number pad with more keys than this is worse than a field. */
const MAX_PAD_KEYS = 11;

/** The form that fits the question's type. */
export function AnswerForm({ question, busy, disabled, onSubmit }: AnswerFormProps) {
  const strings = useStrings();
  const { scale } = question;
  switch (question.questionType) {
    case 'voice_prompt':
      // Only a prompt that waits for a sign is ever open: the server goes on by itself after the others.
      return (
        <button type="button" className="option" data-testid="understood" disabled={disabled} onClick={() => onSubmit(true)}>
          {strings.understood}
        </button>
      );
    case 'single_choice':
      return <OptionButtons options={question.options ?? []} disabled={disabled} onSubmit={onSubmit} />;
    case 'yes_no': {
      const plain = [
        { optionId: 'true', optionText: strings.yes, optionValue: 'true' },
        { optionId: 'false', optionText: strings.no, optionValue: 'false' },
      ];
      return <OptionButtons options={question.options ?? plain} disabled={disabled} onSubmit={onSubmit} />;
    }
    case 'multiple_choice':
      return <MultipleChoice options={question.options ?? []} busy={busy} disabled={disabled} onSubmit={onSubmit} />;
    case 'rating_scale':
    case 'nps':
    case 'numeric':
      if (scale !== undefined && scale.max - scale.min < MAX_PAD_KEYS) {
        return <ScalePad scale={scale} disabled={disabled} onSubmit={onSubmit} />;
      }
      return <TypedAnswer question={question} kind="number" busy={busy} disabled={disabled} onSubmit={onSubmit} />;
    case 'date':
      return <TypedAnswer question={question} kind="date" busy={busy} disabled={disabled} onSubmit={onSubmit} />;
    case 'open_ended':
      return <TypedAnswer question={question} kind="text" busy={busy} disabled={disabled} onSubmit={onSubmit} />;
  }
}
