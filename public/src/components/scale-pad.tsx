import { useState } from 'react';
import type { WireQuestion } from '../../../src/transports/dialects/voiceter/wire.js';

export interface ScalePadProps {
  readonly scale: NonNullable<WireQuestion['scale']>;
  readonly disabled: boolean;
  readonly onSubmit: (value: number) => void;
}

/** One key for each number, with what both ends mean. */
export function ScalePad({ scale, disabled, onSubmit }: ScalePadProps) {
  const [tapped, setTapped] = useState<number | null>(null);
  const numbers = Array.from({ length: scale.max - scale.min + 1 }, (_, index) => scale.min + index);
  const meaning = (number: number): string | undefined =>
    number === scale.min ? scale.minLabel : number === scale.max ? scale.maxLabel : undefined;
  return (
    <div className="scale">
      <div className={numbers.length > 7 ? 'scale-keys scale-keys-many' : 'scale-keys'} role="group" aria-labelledby="question-heading">
        {numbers.map((number) => (
          <button
            key={number}
            type="button"
            className="scale-key"
            data-testid={`scale-${number}`}
            aria-label={[String(number), meaning(number)].filter((part) => part !== undefined).join(', ')}
            aria-pressed={tapped === number}
            disabled={disabled}
            onClick={() => {
              setTapped(number);
              onSubmit(number);
            }}
          >
            {number}
          </button>
        ))}
      </div>
      <div className="scale-ends" aria-hidden="true">
        <span>{scale.minLabel === undefined ? '' : `${scale.min} = ${scale.minLabel}`}</span>
        <span>{scale.maxLabel === undefined ? '' : `${scale.max} = ${scale.maxLabel}`}</span>
      </div>
    </div>
  );
}
