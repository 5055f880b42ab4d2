import type { ReactNode } from 'react';
import { Icon } from './icon.jsx';

export interface CardGroupProps {
  /** Unique on the page. */
  readonly titleId: string;
  readonly title: string;
  readonly children: ReactNode;
}

/** A titled group of cards. All groups of the page share one choice. */
export function CardGroup({ titleId, title, children }: CardGroupProps) {
  return (
    <section className="cards-section" aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      <div className="cards" role="radiogroup" aria-labelledby={titleId}>
        {children}
      </div>
    </section>
  );
}

export interface ChoiceCardProps {
  readonly testId: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  /** What kind of thing it is. */
  readonly kind: string;
  readonly name: string;
  readonly text: string;
  /** Of name and text, where it is not the page's. */
  readonly language?: string;
  readonly children: ReactNode;
}

/** A radio button underneath, so that arrow keys and screen readers know it. */
export function ChoiceCard({ testId, isChosen, onChoose, kind, name, text, language, children }: ChoiceCardProps) {
  return (
    <label className="card" data-testid={testId}>
      <input type="radio" name="subject" className="visually-hidden" checked={isChosen} onChange={onChoose} />
      <span className="card-top">
        <span className="card-industry">{kind}</span>
        <span className="card-check">
          <Icon name="tick" />
        </span>
      </span>
      <span className="card-name" lang={language}>
        {name}
      </span>
      <span className="card-text" lang={language}>
        {text}
      </span>
      {children}
    </label>
  );
}
