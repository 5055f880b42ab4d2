import type { BrainAction, DeclaredTool } from './brain.js';

/** What a server instruction asks for: exact words (`Say: "…"`), and tools (`call some_tool`); anything else asks for nothing. */
export function actionsFromServerText(text: string, tools: readonly DeclaredTool[]): readonly BrainAction[] {
  const words = /\bSay: "([\s\S]+)"/.exec(text)?.[1];
  const beside = words === undefined ? text : text.replace(words, '');
  const called = [...beside.matchAll(/\bcall (?:the tool )?[`"']?([A-Za-z0-9_-]+)/gi)].map((match) => match[1]);
  return [
    ...(words === undefined ? [] : [{ kind: 'say' as const, text: words }]),
    ...tools.filter((tool) => called.includes(tool.name)).map((tool) => ({ kind: 'call' as const, tool: tool.name, input: {} })),
  ];
}
