import { defineMessages } from '../i18n/messages.ts';

export const destinationMessages = defineMessages({
  en: {
    destinations: 'Event destinations',
    loading: 'Loading destination',
    overview: 'Overview',
    deliveries: 'Event deliveries',
    recoveries: 'Recoveries',
    views: 'Destination views',
    recover: 'Recover',
    recover_forbidden: 'Your key doesn’t have permission to resend deliveries.',
    not_found: 'Destination not found',
    not_found_what: 'The destination was deleted, or it belongs to another account or mode.',
    to_destinations: 'View all destinations',
    disabled: 'This destination is disabled and receives no events',
    reason_user:
      'A user or an API call disabled it. To receive events again, enable the destination. Then recover the events that it missed.',
    reason_gone:
      'The endpoint returned 410 Gone, which means that it is permanently gone. Check the URL and enable the destination. Then recover the events that it missed.',
    reason_failing:
      'All deliveries failed for a long time. Fix the endpoint and enable the destination. Then recover the events that it missed.',
    reason_no_aws_event_source_exists:
      'The event bus or event source was not found. Create it and enable the destination. Then recover the events that it missed.',
  },
  ja: {
    destinations: 'イベント送信先',
    loading: '送信先を読み込み中',
    overview: '概要',
    deliveries: 'イベント配信',
    recoveries: 'リカバリー',
    views: '送信先のビュー',
    recover: 'リカバリー',
    recover_forbidden: '現在のキーには配信を再送する権限がありません。',
    not_found: '送信先が見つかりません',
    not_found_what: '削除されたか、別のアカウントまたはモードの送信先です。',
    to_destinations: 'すべての送信先を表示',
    disabled: 'この送信先は無効です。イベントは送信されません',
    reason_user:
      'ユーザーまたは API 呼び出しにより無効になりました。イベントの受信を再開するには、送信先を有効にしてから、届かなかったイベントをリカバリーしてください。',
    reason_gone:
      'エンドポイントが恒久的に廃止されたことを示す 410 Gone を返しました。URL を確認し、送信先を有効にしてから、届かなかったイベントをリカバリーしてください。',
    reason_failing:
      'すべての配信が長期間失敗しました。エンドポイントの問題を解消し、送信先を有効にしてから、届かなかったイベントをリカバリーしてください。',
    reason_no_aws_event_source_exists:
      'イベントバスまたはイベントソースが見つかりません。作成して送信先を有効にしてから、届かなかったイベントをリカバリーしてください。',
  },
});
