/** Describes each failure: what happened and what to do next. `explanations.ts` chooses the text. */
import { defineMessages } from '../../i18n/messages.ts';

export const explanationMessages = defineMessages({
  en: {
    redirect:
      'The endpoint returned a redirect. Redirects are not followed. Change the URL of the destination to the final URL.',
    timeout:
      'The endpoint did not respond in time. Return a 2xx status immediately and process the event afterwards, for example from a queue.',
    dns: 'The host name could not be resolved. Check the URL of the destination and the DNS records of the host.',
    refused:
      'The host refused the connection. Check that the server is running and that the port in the URL is correct.',
    reset:
      'The connection was closed before the response was complete. Check whether the server, or a proxy in front of it, crashed, restarted or timed out.',
    unreachable:
      'The host cannot be reached over the network. Check its address and that it is reachable from the internet.',
    tls: 'A trusted TLS connection could not be established. Check that the certificate is valid for this host name and not expired, that the server sends the complete certificate chain, and that it supports TLS 1.2 or later.',
    blocked_address: 'The host name resolves to a private or reserved address. Use an endpoint with a public address.',
    invalid_response:
      'The endpoint did not return a valid HTTP response. Check that the port belongs to an HTTP server and that the URL uses the correct scheme, http or https.',
    internal:
      'An internal error of the platform prevented the attempt. It is retried automatically. If the error persists, contact the platform.',
    http_400:
      'The endpoint rejected the request as invalid (400). Common causes are a body that it cannot parse and a failed signature check. Verify the signature of the raw body, before you parse the JSON.',
    http_401:
      'The endpoint requires authentication (401). Deliveries are signed and contain no credentials. Exclude this path from authentication and verify the signature instead.',
    http_403:
      'The endpoint denied access (403). Common causes are a firewall, CSRF protection and an IP allow list. Allow POST requests to this path.',
    http_404: 'The path was not found (404). Check the URL of the destination and that the route is deployed.',
    http_405:
      'The path does not accept POST requests (405). Check the URL, including a trailing slash, and the HTTP method of the route.',
    http_408:
      'The endpoint timed out while it waited for the request (408). Check whether the server, or a proxy in front of it, is overloaded.',
    http_410:
      'The endpoint reported that it is permanently gone (410), so the destination was disabled. Check the URL. Enable the destination when the endpoint accepts events again.',
    http_413:
      'The event is larger than the endpoint accepts (413). Raise the limit for request bodies, or create a destination with thin payloads.',
    http_415: 'The endpoint does not accept the content type (415). Accept requests of type application/json.',
    http_422:
      'The endpoint rejected the content of the event (422). Check the response body and your handler for this event type. Return a 2xx status for event types that you do not handle.',
    http_429:
      'The endpoint received too many requests (429). Raise its rate limit, or return a Retry-After header to delay the next retry.',
    http_429_wait:
      'The endpoint received too many requests (429) and asked to wait (Retry-After: {wait}). After an automatic attempt, the next retry waits that long.',
    http_4xx:
      'The endpoint rejected the request with status {status}. Check the response body and the logs of your server.',
    http_500:
      'The endpoint failed with an internal error (500). Check the logs of your server at the time of the attempt. The webhook-id header identifies the event.',
    http_502:
      'A proxy in front of the endpoint received no valid response (502). Check that the server behind the proxy is running.',
    http_503: 'The endpoint is unavailable (503). Check whether it is overloaded, starting or under maintenance.',
    http_503_wait:
      'The endpoint is unavailable (503) and asked to wait (Retry-After: {wait}). After an automatic attempt, the next retry waits that long.',
    http_504:
      'A proxy in front of the endpoint timed out (504). Return a 2xx status immediately and process the event afterwards.',
    http_5xx: 'The endpoint failed with status {status}. Check the logs of your server at the time of the attempt.',
    eventbridge_denied:
      'EventBridge denied access. Add the event bus policy or the role policies that are shown on the page of the destination.',
    eventbridge_gone:
      'The event bus or event source was not found. It was deleted, or it is in another account or Region. Create it, or change the event bus of the destination.',
    eventbridge_throttled:
      'The PutEvents quota of EventBridge was exceeded. The attempt is retried automatically. If the error persists, request a higher quota.',
    eventbridge_credentials:
      'EventBridge did not accept the credentials. The attempt is retried with new credentials. If the error persists, check the trust policy of the role.',
    eventbridge_fault: 'EventBridge had an internal error. The attempt is retried automatically.',
    eventbridge_invalid:
      'EventBridge rejected the entry as invalid. The delivery is not retried. Contact the platform.',
    eventbridge_too_large:
      'The event exceeds the size limit of EventBridge. The delivery is not retried. Use a destination with thin payloads for this event type.',
    eventbridge: 'EventBridge rejected the entry. The error message shows the reason.',
    failed_attempts_exhausted:
      'All attempts failed, and no automatic retry follows. Fix the endpoint, and then resend the event.',
    failed_destination_disabled:
      'The destination was disabled when the attempt was due. Enable the destination, and then resend the event.',
    failed_destination_deleted: 'The destination was deleted before the event was delivered.',
    failed_destination_failing:
      'The delivery waited for the endpoint until its retries would have ended, because the endpoint was failing. Fix the endpoint, and then resend the event or recover what was missed.',
    failed_gone:
      'The endpoint or event bus no longer exists, so the destination was disabled. Restore it, enable the destination, and then resend the event.',
    failed_refused_by_target:
      'The target permanently rejected the event, so it is not retried. Check the reason in the last attempt, fix it, and then resend the event.',
    failed_event_expired:
      'The retention period of the event ended before the attempt was due. The event can no longer be sent.',
    failed_never_attempted:
      'The event was stored, but publishing it did not complete, so no attempt was made. Resend the event.',
    failed_render_failed:
      'The event could not be rendered in the API version of the destination, so nothing was sent. Contact the platform to fix the catalog change, and then resend the event.',
    failed_internal_error:
      'Internal errors of the platform prevented the delivery for 72 hours, so it is not retried. Resend the event. If it fails again, contact the platform.',
    short_attempts_exhausted: 'All attempts failed',
    short_destination_disabled: 'Destination disabled',
    short_destination_deleted: 'Destination deleted',
    short_destination_failing: 'Endpoint kept failing',
    short_gone: 'Endpoint or event bus gone',
    short_refused_by_target: 'Rejected by the target',
    short_event_expired: 'Event expired',
    short_never_attempted: 'Never attempted',
    short_render_failed: 'Not rendered',
    short_internal_error: 'Internal error',
    name_timeout: 'Timeout',
    name_dns: 'DNS error',
    name_refused: 'Connection refused',
    name_reset: 'Connection closed',
    name_unreachable: 'Unreachable',
    name_tls: 'TLS error',
    name_blocked_address: 'Address not allowed',
    name_invalid_response: 'Invalid response',
    name_internal: 'Internal error',
  },
  ja: {
    redirect:
      'エンドポイントがリダイレクトを返しました。リダイレクト先には送信されません。送信先の URL を最終的な URL に変更してください。',
    timeout:
      'エンドポイントが制限時間内に応答しませんでした。すぐに 2xx を返し、イベントの処理はキューなどを使って後から実行してください。',
    dns: 'ホスト名を解決できませんでした。送信先の URL とホストの DNS レコードを確認してください。',
    refused: 'ホストが接続を拒否しました。サーバーが稼働しているか、URL のポートが正しいかを確認してください。',
    reset:
      'レスポンスが完了する前に接続が閉じられました。サーバーまたは前段のプロキシで、異常終了、再起動、タイムアウトが発生していないか確認してください。',
    unreachable: 'ホストに到達できません。アドレスが正しいか、インターネットから到達できるかを確認してください。',
    tls: '信頼できる TLS 接続を確立できませんでした。証明書がこのホスト名に対して有効で期限内であること、サーバーが証明書チェーン全体を送信していること、TLS 1.2 以降に対応していることを確認してください。',
    blocked_address:
      'ホスト名がプライベートアドレスまたは予約済みアドレスに解決されます。パブリックアドレスのエンドポイントを使用してください。',
    invalid_response:
      'エンドポイントが有効な HTTP レスポンスを返しませんでした。ポートが HTTP サーバーのものか、URL のスキーム (http または https) が正しいかを確認してください。',
    internal:
      'プラットフォームの内部エラーのため、試行できませんでした。自動的に再試行されます。解決しない場合は、プラットフォームにお問い合わせください。',
    http_400:
      'エンドポイントがリクエストを不正と判断しました (400)。主な原因は、本文の解析エラーと署名の検証エラーです。署名は、JSON を解析する前の未加工の本文で検証してください。',
    http_401:
      'エンドポイントが認証を要求しています (401)。配信には署名が付きますが、認証情報は含まれません。このパスを認証の対象から除外し、代わりに署名を検証してください。',
    http_403:
      'エンドポイントがアクセスを拒否しました (403)。主な原因は、ファイアウォール、CSRF 対策、IP アドレスの許可リストです。このパスへの POST リクエストを許可してください。',
    http_404: 'パスが見つかりません (404)。送信先の URL が正しいか、ルートがデプロイされているかを確認してください。',
    http_405:
      'このパスは POST リクエストを受け付けません (405)。URL (末尾のスラッシュを含む) と、ルートの HTTP メソッドを確認してください。',
    http_408:
      'エンドポイントがリクエストの待機中にタイムアウトしました (408)。サーバーまたは前段のプロキシが過負荷になっていないか確認してください。',
    http_410:
      'エンドポイントが恒久的に廃止されたことを示したため (410)、送信先は無効になりました。URL を確認し、エンドポイントがイベントを受け付けるようになったら、送信先を有効にしてください。',
    http_413:
      'イベントのサイズがエンドポイントの上限を超えています (413)。リクエスト本文の上限を引き上げるか、シンペイロードの送信先を作成してください。',
    http_415:
      'エンドポイントがコンテンツタイプを受け付けません (415)。application/json のリクエストを受け付けるようにしてください。',
    http_422:
      'エンドポイントがイベントの内容を拒否しました (422)。レスポンス本文と、このイベントタイプのハンドラーを確認してください。処理しないイベントタイプには 2xx を返してください。',
    http_429:
      'エンドポイントへのリクエストが多すぎます (429)。レート制限を引き上げるか、Retry-After ヘッダーを返して次の再試行を遅らせてください。',
    http_429_wait:
      'エンドポイントへのリクエストが多すぎるため (429)、待機を求められました (Retry-After: {wait})。自動の試行の場合、次の再試行はその時間が過ぎてから実行されます。',
    http_4xx:
      'エンドポイントがステータス {status} でリクエストを拒否しました。レスポンス本文とサーバーのログを確認してください。',
    http_500:
      'エンドポイントで内部エラーが発生しました (500)。試行の時刻のサーバーログを確認してください。イベントは webhook-id ヘッダーで特定できます。',
    http_502:
      'エンドポイントの前段のプロキシが有効なレスポンスを受け取れませんでした (502)。プロキシの背後のサーバーが稼働しているか確認してください。',
    http_503:
      'エンドポイントを利用できません (503)。過負荷、起動中、メンテナンス中のいずれかでないか確認してください。',
    http_503_wait:
      'エンドポイントを利用できないため (503)、待機を求められました (Retry-After: {wait})。自動の試行の場合、次の再試行はその時間が過ぎてから実行されます。',
    http_504:
      'エンドポイントの前段のプロキシがタイムアウトしました (504)。すぐに 2xx を返し、イベントの処理は後から実行してください。',
    http_5xx: 'エンドポイントがステータス {status} を返しました。試行の時刻のサーバーログを確認してください。',
    eventbridge_denied:
      'EventBridge がアクセスを拒否しました。送信先のページに表示されるイベントバスのポリシー、またはロールのポリシーを設定してください。',
    eventbridge_gone:
      'イベントバスまたはイベントソースが見つかりません。削除されたか、別のアカウントまたはリージョンにあります。作成するか、送信先のイベントバスを変更してください。',
    eventbridge_throttled:
      'EventBridge の PutEvents のクォータを超えました。自動的に再試行されます。解決しない場合は、クォータの引き上げをリクエストしてください。',
    eventbridge_credentials:
      'EventBridge が認証情報を受け付けませんでした。新しい認証情報で再試行されます。解決しない場合は、ロールの信頼ポリシーを確認してください。',
    eventbridge_fault: 'EventBridge で内部エラーが発生しました。自動的に再試行されます。',
    eventbridge_invalid:
      'EventBridge がエントリを無効として拒否しました。再試行されません。プラットフォームにお問い合わせください。',
    eventbridge_too_large:
      'イベントのサイズが EventBridge の上限を超えています。再試行されません。このイベントタイプには、シンペイロードの送信先を使用してください。',
    eventbridge: 'EventBridge がエントリを拒否しました。理由はエラーメッセージを確認してください。',
    failed_attempts_exhausted:
      'すべての試行が失敗しました。自動的には再試行されません。エンドポイントの問題を解消してから、イベントを再送してください。',
    failed_destination_disabled:
      '試行の予定時刻に送信先が無効でした。送信先を有効にしてから、イベントを再送してください。',
    failed_destination_deleted: '配信が完了する前に送信先が削除されました。',
    failed_destination_failing:
      'エンドポイントの失敗が続いたため、再試行の期限まで待機しましたが配信できませんでした。エンドポイントの問題を解消してから、イベントを再送するか、届かなかったイベントをリカバリーしてください。',
    failed_gone:
      'エンドポイントまたはイベントバスが存在しないため、送信先は無効になりました。復旧して送信先を有効にしてから、イベントを再送してください。',
    failed_refused_by_target:
      '配信先がイベントを恒久的に拒否したため、再試行されません。最後の試行で理由を確認し、問題を解消してから、イベントを再送してください。',
    failed_event_expired: '試行の予定時刻より前に、イベントの保存期間が終了しました。このイベントは送信できません。',
    failed_never_attempted:
      'イベントは保存されましたが、発行処理が完了しなかったため、試行されていません。イベントを再送してください。',
    failed_render_failed:
      'イベントを送信先の API バージョンに変換できなかったため、送信されていません。プラットフォームにカタログの変更の修正を依頼してから、イベントを再送してください。',
    failed_internal_error:
      'プラットフォームの内部エラーのため 72 時間にわたって配信できず、再試行を終了しました。イベントを再送してください。再び失敗する場合は、プラットフォームにお問い合わせください。',
    short_attempts_exhausted: 'すべての試行が失敗',
    short_destination_disabled: '送信先が無効',
    short_destination_deleted: '送信先が削除済み',
    short_destination_failing: 'エンドポイントの失敗が継続',
    short_gone: 'エンドポイントまたはイベントバスなし',
    short_refused_by_target: '配信先が拒否',
    short_event_expired: 'イベントの保存期間終了',
    short_never_attempted: '未試行',
    short_render_failed: '変換エラー',
    short_internal_error: '内部エラー',
    name_timeout: 'タイムアウト',
    name_dns: 'DNS エラー',
    name_refused: '接続拒否',
    name_reset: '接続の切断',
    name_unreachable: 'ホスト到達不能',
    name_tls: 'TLS エラー',
    name_blocked_address: '許可されていないアドレス',
    name_invalid_response: '無効なレスポンス',
    name_internal: '内部エラー',
  },
});

export type ExplanationKey = keyof (typeof explanationMessages)['en'];
