import { defineMessages } from '../i18n/messages.ts';

export const destinationMessages = defineMessages({
  en: {
    destinations: 'Event destinations',
    loading: 'Loading the destination',
    overview: 'Overview',
    deliveries: 'Event deliveries',
    recoveries: 'Recoveries',
    views: 'Views of the destination',
    recover: 'Recover',
    recover_forbidden: 'The key you are signed in with may not resend deliveries.',
    gone: 'This destination is gone',
    gone_what: 'It was deleted, or it belongs to another account or to the other mode.',
    to_destinations: 'View all destinations',
    disabled: 'This destination is disabled and gets no events',
    reason_user: 'Somebody disabled it. Enable it when it should get events again, then recover what it missed.',
    reason_gone:
      'The endpoint answered 410 (Gone), which says that it does not want events any more. Check the URL, enable the destination, then recover what it missed.',
    reason_failing:
      'Every delivery failed for a long time. Mend the endpoint, enable the destination, then recover what it missed.',
    reason_no_aws_event_source_exists:
      'The event bus or event source does not exist any more. Create it again, enable the destination, then recover what it missed.',
  },
  ja: {
    destinations: 'イベント送信先',
    loading: '送信先を読み込み中',
    overview: '概要',
    deliveries: 'イベント配信',
    recoveries: 'リカバリー',
    views: '送信先の表示',
    recover: 'リカバリー',
    recover_forbidden: '現在のキーには再送の権限がありません。',
    gone: 'この送信先はありません',
    gone_what: '削除されたか、別のアカウントまたは別のモードのものです。',
    to_destinations: 'すべての送信先を見る',
    disabled: 'この送信先は無効のため、イベントを受信しません',
    reason_user:
      '手動で無効にされました。受信を再開するときは有効にして、受信できなかったイベントをリカバリーしてください。',
    reason_gone:
      'エンドポイントが 410 (Gone) を返し、イベントを受け取らないことを示しました。URL を確認し、送信先を有効にして、受信できなかったイベントをリカバリーしてください。',
    reason_failing:
      '長時間にわたってすべての配信が失敗しました。エンドポイントを直し、送信先を有効にして、受信できなかったイベントをリカバリーしてください。',
    reason_no_aws_event_source_exists:
      'イベントバスまたはイベントソースがなくなりました。作り直して送信先を有効にし、受信できなかったイベントをリカバリーしてください。',
  },
});
