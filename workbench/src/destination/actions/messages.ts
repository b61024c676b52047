import { defineMessages } from '../../i18n/messages.ts';

export const actionMessages = defineMessages({
  en: {
    actions: 'Actions',
    actions_for: 'Actions for {name}',
    edit: 'Edit',
    ping: 'Send test event',
    rotate: 'Rotate signing secret',
    disable: 'Disable',
    enable: 'Enable',
    delete: 'Delete',
    no_permission: 'Your key doesn’t have permission to change destinations.',
    ping_disabled: 'Enable the destination first.',
    working: 'Sending the test event',
    cancel: 'Cancel',
    close: 'Close',

    ping_sent: 'Test event sent to {name}',
    ping_sent_what: 'Open its delivery to see the response.',
    ping_delivery: 'View delivery',
    ping_failed: 'The test event was not sent to {name}',

    disable_title: 'Disable {name}?',
    disable_what: 'No events are sent to this destination while it is disabled.',
    disable_missed:
      'Events that are published while it is disabled are not sent automatically later. After you enable it, you can recover all of them or resend single ones.',
    disable_retries:
      'Retries that are due while it is disabled are not made, and their deliveries fail. You can recover these as well.',
    disabled: '{name} was disabled',
    enable_title: 'Enable {name}?',
    enable_what: 'Events that are published from now on are sent to this destination.',
    enable_missed:
      'Events that it missed while it was disabled are not sent automatically. To send them, use Recover on its page.',
    enable_gone:
      'It was disabled because the endpoint returned 410 Gone. If the endpoint returns 410 again, the destination is disabled again. Check that a server listens at its URL.',
    enable_no_bus:
      'It was disabled because its event bus was not found. If the bus is still missing, the destination is disabled again. First create the bus or edit its ARN.',
    enable_failing: 'It was disabled because its deliveries kept failing. Check that the cause is fixed.',
    enabled: '{name} was enabled',
    enabled_missed: 'Events that it missed while it was disabled were not sent. To send them, use Recover.',
    to_recover: 'View destination',

    rotate_title: 'Rotate the signing secret of {name}',
    rotate_what:
      'From now on, a new secret signs every request. Your endpoint needs it to verify signatures. Until the old secret expires, every request also has a signature of the old secret, so you can replace it without failed deliveries.',
    rotate_when: 'Old secret',
    rotate_now: 'Expires immediately',
    rotate_now_what:
      'For a secret that has leaked. Your endpoint rejects requests until it uses the new secret. Their deliveries are retried.',
    rotate_hours: { one: 'Expires in {count} hour', other: 'Expires in {count} hours' },
    rotate_do: 'Rotate secret',
    rotate_new: 'New signing secret',
    rotate_once: 'The signing secret is shown only once',
    rotate_once_what: 'Copy it now and store it where your endpoint reads it. It cannot be shown again.',
    rotate_old_until: 'The old secret continues to sign until {when}.',
    rotate_old_gone: 'The old secret no longer signs.',
    rotate_stored: 'I have stored the new secret',
    rotate_not_stored: 'Store the secret and select this checkbox before you close. The secret cannot be shown again.',
    copy_secret: 'Copy signing secret',
    rotated: 'The signing secret of {name} was rotated',

    delete_title: 'Delete {name}?',
    delete_what: 'The destination and its settings are permanently deleted. You can’t undo this action.',
    delete_retries: 'No more events are sent to it. Scheduled retries are not made, and their deliveries fail.',
    delete_secret: 'Its signing secret is deleted. If you create the destination again, it gets another secret.',
    delete_kept:
      'Its list of deliveries is no longer available. The page of each event shows its deliveries for 30 days after the event.',
    delete_or_disable: 'To stop sending temporarily, disable it instead.',
    delete_name: 'To confirm, enter the name of the destination: {name}',
    delete_mismatch: 'The text doesn’t match the name of the destination.',
    deleted: '{name} was deleted',
  },
  ja: {
    actions: 'アクション',
    actions_for: '{name} のアクション',
    edit: '編集',
    ping: 'テストイベントを送信',
    rotate: '署名シークレットをローテーション',
    disable: '無効化',
    enable: '有効化',
    delete: '削除',
    no_permission: '現在のキーには送信先を変更する権限がありません。',
    ping_disabled: '先に送信先を有効にしてください。',
    working: 'テストイベントを送信しています',
    cancel: 'キャンセル',
    close: '閉じる',

    ping_sent: '{name} にテストイベントを送信しました',
    ping_sent_what: 'レスポンスは配信の詳細で確認できます。',
    ping_delivery: '配信を表示',
    ping_failed: '{name} にテストイベントを送信できませんでした',

    disable_title: '{name} を無効にしますか?',
    disable_what: '無効の間、この送信先にイベントは送信されません。',
    disable_missed:
      '無効の間に発行されたイベントは、後から自動的に送信されません。有効にした後に、まとめてリカバリーするか、個別に再送できます。',
    disable_retries:
      '無効の間に予定時刻を迎えた再試行は行われず、その配信は失敗になります。これらもリカバリーできます。',
    disabled: '{name} を無効にしました',
    enable_title: '{name} を有効にしますか?',
    enable_what: '今後発行されるイベントがこの送信先に送信されます。',
    enable_missed:
      '無効の間に送信されなかったイベントは、自動的に送信されません。送信するには、送信先のページで「リカバリー」を使用してください。',
    enable_gone:
      'エンドポイントが 410 Gone を返したため、無効になりました。再び 410 を返すと、送信先は再度無効になります。URL でサーバーが稼働していることを確認してください。',
    enable_no_bus:
      'イベントバスが見つからなかったため、無効になりました。バスがない場合、送信先は再度無効になります。先にバスを作成するか、ARN を編集してください。',
    enable_failing: '配信の失敗が続いたため、無効になりました。原因が解消されていることを確認してください。',
    enabled: '{name} を有効にしました',
    enabled_missed: '無効の間のイベントは送信されていません。送信するには「リカバリー」を使用してください。',
    to_recover: '送信先を表示',

    rotate_title: '{name} の署名シークレットをローテーション',
    rotate_what:
      '今後のリクエストはすべて新しいシークレットで署名されます。エンドポイントで署名を検証するには、新しいシークレットが必要です。古いシークレットの有効期限が切れるまでは両方の署名が付くため、配信を失敗させずに切り替えることができます。',
    rotate_when: '古いシークレットの有効期限',
    rotate_now: 'すぐに失効',
    rotate_now_what:
      'シークレットが漏えいした場合に選択します。新しいシークレットに切り替えるまで、エンドポイントはリクエストを拒否します。失敗した配信は再試行されます。',
    rotate_hours: { other: '{count} 時間後に失効' },
    rotate_do: 'シークレットをローテーション',
    rotate_new: '新しい署名シークレット',
    rotate_once: '署名シークレットは一度だけ表示されます',
    rotate_once_what: '今すぐコピーして、エンドポイントが読み取る場所に保存してください。再表示はできません。',
    rotate_old_until: '古いシークレットによる署名は {when} まで続きます。',
    rotate_old_gone: '古いシークレットによる署名は終了しました。',
    rotate_stored: '新しいシークレットを保存しました',
    rotate_not_stored: 'シークレットを保存し、このチェックボックスを選択してから閉じてください。再表示はできません。',
    copy_secret: '署名シークレットをコピー',
    rotated: '{name} の署名シークレットをローテーションしました',

    delete_title: '{name} を削除しますか?',
    delete_what: '送信先とその設定は完全に削除されます。この操作は元に戻せません。',
    delete_retries: '今後イベントは送信されません。予定されている再試行は行われず、その配信は失敗になります。',
    delete_secret: '署名シークレットは削除されます。送信先を作成し直すと、別のシークレットが発行されます。',
    delete_kept:
      'この送信先の配信一覧は表示できなくなります。各イベントの配信は、イベントの発生から 30 日間、イベントのページで確認できます。',
    delete_or_disable: '一時的に送信を停止する場合は、代わりに無効にしてください。',
    delete_name: '確認のため、送信先の名前を入力してください: {name}',
    delete_mismatch: '入力した内容が送信先の名前と一致しません。',
    deleted: '{name} を削除しました',
  },
});
