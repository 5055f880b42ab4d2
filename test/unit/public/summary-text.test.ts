import { expect, it } from '@jest/globals';
import { summaryText } from '../../../public/src/client/summary-text.js';
import { en } from '../../../public/src/strings/en.js';

it('writes the summary as a text that can stand alone', () => {
  const text = summaryText(
    {
      questionnaireName: 'Loyalty',
      agent: 'Interviewer',
      isInterview: true,
      sessionId: 's-1',
      summary: {
        completionStatus: 'completed',
        totalQuestions: 2,
        answeredQuestions: 1,
        duration: 95.4,
        surveyAnswers: [{ questionId: 'q1', question: 'How likely?', answer: '9' }],
        pendingAnswers: 0,
      },
      lines: [
        { key: 'a', role: 'assistant', text: 'How likely?' },
        { key: 'b', role: 'user', text: 'Nine.' },
      ],
    },
    en,
  );
  expect(text).toBe(
    [
      'Loyalty',
      'Session: s-1',
      'status: completed',
      'answered: 1 of 2',
      'duration: 1 min 35 s',
      '',
      'Your answers',
      '',
      '1. How likely?',
      '   9',
      '',
      'Transcript',
      '',
      'Interviewer: How likely?',
      'You: Nine.',
      '',
    ].join('\n'),
  );
});
