import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.jsx';

export interface NoticeProps {
  readonly kind: 'info' | 'warn' | 'bad';
  readonly icon: IconName;
  readonly children: ReactNode;
  readonly title?: string;
  readonly testId?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** A message with its next step. Warnings and faults are announced at once, the rest when the reader pauses. */
export function Notice({ kind, icon, children, title, testId, action }: NoticeProps) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'info' ? 'status' : 'alert'} data-testid={testId}>
      <Icon name={icon} />
      <p>
        {title !== undefined && <strong>{title}. </strong>}
        {children}
      </p>
      {action !== undefined && (
        <button type="button" className="button button-small" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}
