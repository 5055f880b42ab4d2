import { useState } from 'react';
import type { WireQuestion } from '../../../src/transports/dialects/voiceter/wire.js';

export interface OptionButtonsProps {
  readonly options: NonNullable<WireQuestion['options']>;
  readonly disabled: boolean;
  readonly onSubmit: (value: string) => void;
}

/** Tap one: it is the answer. */
export function OptionButtons({ options, disabled, onSubmit }: OptionButtonsProps) {
  const [tapped, setTapped] = useState<string | null>(null);
  return (
    <div className="options" role="group" aria-labelledby="question-heading">
      {options.map((option) => (
        <button
          key={option.optionId}
          type="button"
          className="option"
          data-testid={`option-${option.optionValue}`}
          aria-pressed={tapped === option.optionValue}
          disabled={disabled}
          onClick={() => {
            setTapped(option.optionValue);
            onSubmit(option.optionValue);
          }}
        >
          {option.optionText}
        </button>
      ))}
    </div>
  );
}
