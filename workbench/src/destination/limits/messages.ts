import { defineMessages } from '../../i18n/messages.ts';

export const limitsMessages = defineMessages({
  en: {
    limits: 'Delivery limits',
    optional: 'optional',
    limits_what:
      'Protect an endpoint that cannot process many requests. Events that exceed a limit are not lost: they are delivered later.',
    per_second: 'Attempts per second',
    per_second_what: 'The number of attempts that start in a second, retries included.',
    in_flight: 'Attempts at the same time',
    in_flight_what: 'The number of attempts that wait for a response.',
    range: 'A whole number from 1 to {max}. Leave the field empty for no limit.',
    shown_per_second: '{count} per second',
    shown_in_flight: '{count} at the same time',
    none: 'None',
  },
  ja: {
    limits: '配信の制限',
    optional: '任意',
    limits_what:
      '多数のリクエストを処理できないエンドポイントを保護します。制限を超えたイベントは失われず、後から配信されます。',
    per_second: '1 秒あたりの試行数',
    per_second_what: '1 秒間に開始する試行の数です。再試行も含みます。',
    in_flight: '同時試行数',
    in_flight_what: 'レスポンスを待っている試行の数です。',
    range: '1 から {max} までの整数。空欄の場合、制限はありません。',
    shown_per_second: '毎秒 {count} 件',
    shown_in_flight: '同時に {count} 件',
    none: 'なし',
  },
});
