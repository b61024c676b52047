import { defineMessages } from '../../i18n/messages.ts';

export const backlogMessages = defineMessages({
  en: {
    waiting_title: {
      one: '{count} delivery waits for the endpoint',
      other: '{count} deliveries wait for the endpoint',
    },
    waiting_none: 'New deliveries wait for the endpoint',
    waiting_since: 'Every attempt has failed since {when}. Deliveries are not attempted until the endpoint recovers.',
    waiting_what: 'Every recent attempt failed. Deliveries are not attempted until the endpoint recovers.',
    next_probe: 'Next probe:',
    probe_now: 'A probe is in progress.',
    probe_what:
      'A probe is one of the waiting deliveries. When it succeeds, the others are sent, oldest first. Each delivery waits until its retries would have ended.',
    probe_ping: 'After you fix the endpoint, send a test event. If it succeeds, the deliveries are sent at once.',
    draining_title: 'The endpoint has recovered',
    draining: 'Sending waiting deliveries',
    drained_of: 'Estimated: {sent} of {total} sent, {rate} a second',
    drained: 'Estimated: {sent} sent, {rate} a second',
    draining_what: 'The oldest are sent first, and the rate grows while attempts succeed. New events are sent at once.',
    limited_title: 'More events than the delivery limits permit',
    limited_what: 'The oldest are sent first. New events wait behind them.',
    slow_title: 'The endpoint responds slowly',
    slow_what:
      'Attempts take long. They are made separately from those to other destinations, so deliveries can arrive later. Respond with a 2xx before you process the event.',
    state_waiting: { one: '{count} delivery waits', other: '{count} deliveries wait' },
    state_waiting_none: 'Waits for the endpoint',
    state_draining: 'Sending waiting deliveries',
    state_slow: 'Responds slowly',
    label: 'Waiting for the endpoint',
  },
  ja: {
    waiting_title: '{count} 件の配信がエンドポイントの復旧を待っています',
    waiting_none: '新しい配信はエンドポイントの復旧まで待機します',
    waiting_since: '{when} 以降、すべての試行が失敗しています。エンドポイントが復旧するまで配信は試行されません。',
    waiting_what: '最近の試行がすべて失敗しました。エンドポイントが復旧するまで配信は試行されません。',
    next_probe: '次のプローブ:',
    probe_now: 'プローブを実行中です。',
    probe_what:
      'プローブは、待機中の配信のうち 1 件を試行することです。成功すると、残りの配信が古い順に送信されます。各配信は、再試行の期限まで待機します。',
    probe_ping:
      'エンドポイントの問題を解消したら、テストイベントを送信してください。成功すると、待機していた配信の送信がすぐに始まります。',
    draining_title: 'エンドポイントが復旧しました',
    draining: '待機していた配信を送信中',
    drained_of: '{total} 件中 {sent} 件を送信済み (推定)、毎秒 {rate} 件',
    drained: '{sent} 件を送信済み (推定)、毎秒 {rate} 件',
    draining_what: '古い順に送信し、成功が続くと速度を上げます。新しいイベントはすぐに送信されます。',
    limited_title: '配信の制限を超えるイベントがあります',
    limited_what: '古い順に送信されます。新しいイベントはその後に送信されます。',
    slow_title: 'エンドポイントの応答に時間がかかっています',
    slow_what:
      '試行に時間がかかっています。ほかの送信先とは別に試行されるため、配信が遅れることがあります。イベントを処理する前に 2xx を返してください。',
    state_waiting: '{count} 件の配信が待機中',
    state_waiting_none: 'エンドポイントの復旧待ち',
    state_draining: '待機していた配信を送信中',
    state_slow: '応答に時間がかかっています',
    label: 'エンドポイントの復旧待ち',
  },
});
