import { defineMessages } from '../i18n/messages.ts';

export const sparklineMessages = defineMessages({
  en: {
    nothing: 'No attempts since {since}.',
    all_succeeded: {
      one: '{count} attempt since {since}. It succeeded.',
      other: '{count} attempts since {since}. All succeeded.',
    },
    some_failed: {
      one: '{count} attempt since {since}. {failed} failed.',
      other: '{count} attempts since {since}. {failed} failed.',
    },
    worst: 'The period from {when} has the most failures: {failed}.',
    bar: '{when}: {succeeded} succeeded, {failed} failed',
  },
  ja: {
    nothing: '{since} 以降の試行はありません。',
    all_succeeded: '{since} 以降の試行は {count} 回です。すべて成功しました。',
    some_failed: '{since} 以降の試行は {count} 回です。うち {failed} 回が失敗しました。',
    worst: '失敗が最も多い期間は {when} からで、{failed} 回です。',
    bar: '{when}: 成功 {succeeded}、失敗 {failed}',
  },
});

export type SparklineText = keyof (typeof sparklineMessages)['en'];
