import { useState } from 'react';
import type { WireQuestion } from '../../../src/transports/dialects/voiceter/wire.js';
import { useStrings } from '../strings/strings-context.js';

export interface TypedAnswerProps {
  readonly question: WireQuestion;
  readonly kind: 'text' | 'number' | 'date';
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly onSubmit: (value: string | number) => void;
}

/** The protocol's own limit for a typed answer. */
const MAX_CHARACTERS = 2000;

/** Free text, a number that has no pad, or a date. */
export function TypedAnswer({ question, kind, busy, disabled, onSubmit }: TypedAnswerProps) {
  const strings = useStrings();
  const [text, setText] = useState('');
  const { scale } = question;
  const limit = Math.min(question.maxResponseLength ?? MAX_CHARACTERS, MAX_CHARACTERS);
  const hint =
    kind === 'number' && scale !== undefined
      ? strings.numberBetween(scale.min, scale.max)
      : kind === 'text' && question.maxResponseLength !== undefined
        ? strings.charactersLeft(limit - text.length)
        : '';
  const field = {
    id: 'answer',
    'data-testid': 'answer-text',
    'aria-describedby': 'answer-hint',
    value: text,
    disabled,
  };

  return (
    <form
      className="typed"
      onSubmit={(event) => {
        event.preventDefault();
        const value = text.trim();
        if (value !== '') onSubmit(kind === 'number' ? Number(value) : value);
      }}
    >
      <label htmlFor="answer">{strings.yourAnswer}</label>
      {kind === 'text' ? (
        <textarea {...field} rows={3} maxLength={limit} onChange={(event) => setText(event.target.value)} />
      ) : (
        <input
          {...field}
          type={kind}
          inputMode={kind === 'number' ? 'decimal' : undefined}
          min={scale?.min}
          max={scale?.max}
          step={kind === 'number' ? 'any' : undefined}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <div className="typed-foot">
        <span className="quiet" id="answer-hint">
          {hint}
        </span>
        <button type="submit" className="button button-main" data-testid="answer-send" disabled={disabled || text.trim() === ''}>
          {busy ? strings.sending : strings.submit}
        </button>
      </div>
    </form>
  );
}
