import { useEffect, useRef } from 'react';
import { useStrings } from '../strings/strings-context.js';

/** The keys. The browser's own dialog: it keeps the focus and closes with Escape. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const strings = useStrings();
  const ref = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    ref.current?.showModal();
  }, []);

  return (
    <dialog ref={ref} className="panel help" aria-labelledby="help-title" onClose={onClose} onKeyDown={(event) => event.stopPropagation()}>
      <h2 id="help-title">{strings.help}</h2>
      <dl>
        {strings.shortcuts.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="button button-main" onClick={() => ref.current?.close()}>
        {strings.close}
      </button>
    </dialog>
  );
}
