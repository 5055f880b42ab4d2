import { useState } from 'react';
import type { WireQuestion } from '../../../src/transports/dialects/voiceter/wire.js';
import { useStrings } from '../strings/strings-context.js';

export interface MultipleChoiceProps {
  readonly options: NonNullable<WireQuestion['options']>;
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly onSubmit: (values: string[]) => void;
}

/** Boxes to tick, sent together, in the order in which they are shown. */
export function MultipleChoice({ options, busy, disabled, onSubmit }: MultipleChoiceProps) {
  const strings = useStrings();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const toggle = (value: string, on: boolean): void => {
    const next = new Set(ticked);
    if (on) next.add(value);
    else next.delete(value);
    setTicked(next);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(options.map((option) => option.optionValue).filter((value) => ticked.has(value)));
      }}
    >
      <fieldset className="options" disabled={disabled}>
        <legend className="quiet">{strings.chooseSeveral}</legend>
        {options.map((option) => (
          <label key={option.optionId} className="option option-check">
            <input
              type="checkbox"
              data-testid={`option-${option.optionValue}`}
              checked={ticked.has(option.optionValue)}
              onChange={(event) => toggle(option.optionValue, event.target.checked)}
            />
            <span>{option.optionText}</span>
          </label>
        ))}
      </fieldset>
      <button type="submit" className="button button-main" data-testid="answer-send" disabled={disabled || ticked.size === 0}>
        {busy ? strings.sending : strings.submit}
      </button>
    </form>
  );
}
