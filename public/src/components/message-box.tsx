import { useState, type RefObject } from 'react';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

export interface MessageBoxProps {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly disabled: boolean;
  readonly onSend: (text: string) => void;
}

/** Typed words, handled like spoken ones. */
export function MessageBox({ inputRef, disabled, onSend }: MessageBoxProps) {
  const strings = useStrings();
  const [text, setText] = useState('');
  return (
    <form
      className="message"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        onSend(text);
        setText('');
      }}
    >
      <label className="visually-hidden" htmlFor="message">
        {strings.messageLabel}
      </label>
      <input
        id="message"
        ref={inputRef}
        type="text"
        data-testid="message-text"
        autoComplete="off"
        enterKeyHint="send"
        maxLength={2000}
        placeholder={strings.messagePlaceholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <button type="submit" className="icon-button icon-button-main" data-testid="message-send" aria-label={strings.send} disabled={disabled || text.trim() === ''}>
        <Icon name="send" />
      </button>
    </form>
  );
}
