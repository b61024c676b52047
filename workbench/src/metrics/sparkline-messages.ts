import { defineMessages } from '../i18n/messages.ts';

export const sparklineMessages = defineMessages({
  en: {
    nothing: 'No attempts since {since}.',
    all_succeeded: {
      one: '{count} attempt since {since}, and it succeeded.',
      other: '{count} attempts since {since}, all of them succeeded.',
    },
    some_failed: {
      one: '{count} attempt since {since}, {failed} failed.',
      other: '{count} attempts since {since}, {failed} failed.',
    },
    worst: 'Most failed in the period from {when}: {failed}.',
    bar: '{when}: {succeeded} succeeded, {failed} failed',
  },
  ja: {
    nothing: '{since} 以降、配信の試行はありません。',
    all_succeeded: '{since} 以降の試行は {count} 回で、すべて成功しました。',
    some_failed: '{since} 以降の試行は {count} 回で、うち {failed} 回が失敗しました。',
    worst: '失敗が最も多いのは {when} からの期間で、{failed} 回です。',
    bar: '{when}: 成功 {succeeded}、失敗 {failed}',
  },
});

export type SparklineText = keyof (typeof sparklineMessages)['en'];
