import type { Framework } from './framework.ts';
import { forEachType } from './literal.ts';

export const rubySinatra: Framework = {
  id: 'ruby-sinatra',
  label: 'Ruby, Sinatra',
  destinationType: 'webhook_endpoint',
  language: 'ruby',
  install: 'gem install stripe sinatra rackup puma',
  run: 'APP_ENV=production ruby webhook.rb',
  generate({ eventTypes, payload }) {
    const thin = payload === 'thin';
    const what = thin ? 'event.data has what happened' : 'event.data.object is the object as it was then';
    const unknown = 'logger.warn("no handler for events of type #{event.type.inspect}")';
    const cases = forEachType('ruby', eventTypes, (type) => [`    when ${type}`, `      # Act on it here; ${what}.`]);
    // A case without a when is no Ruby.
    const act = cases ? `    case event.type\n${cases}    else\n      ${unknown}\n    end` : `    ${unknown}`;
    const code = `# frozen_string_literal: true

# Receives events at POST /webhook, checks their signature and acts on them.
require "json"
require "sinatra"
require "stripe"

# The signing secret of the destination, whsec_…
WEBHOOK_SECRET = ENV.fetch("WEBHOOK_SECRET")
${
  thin
    ? `
# A key that may read events, sk_… or rk_…, and where the API is, https://…
API = Stripe::StripeClient.new(ENV.fetch("API_KEY"), api_base: ENV.fetch("API_BASE_URL"))
`
    : ''
}
set :port, ENV.fetch("PORT", "3000").to_i

helpers do
  # Has to end within seconds, or the attempt counts as failed: put longer work into a queue.
  def handle(${thin ? 'notification' : 'event'})
${
  thin
    ? `    # A thin event says only what happened to which object; its data is fetched.
    event = notification.fetch_event
`
    : ''
}    logger.info("received #{event.id} #{event.type}")
    # Deliveries are at least once: insert event.id into a table with a unique key, in the transaction
    # of your own changes, and return here when it is there already.
${act}
  end
end

post "/webhook" do
  # The signature is over the very bytes that were sent, so they are read before they are parsed.
  payload = request.body.read
  signature = request.env["HTTP_STRIPE_SIGNATURE"]
  begin
    ${thin ? 'notification = API.parse_event_notification' : 'event = Stripe::Webhook.construct_event'}(payload, signature, WEBHOOK_SECRET)
  rescue JSON::ParserError, Stripe::SignatureVerificationError => e
    logger.warn("refused a delivery: #{e.message}")
    halt 400, "the signature does not fit"
  end
  # Should this fail, Sinatra answers 500 and the delivery is tried again later.
  handle(${thin ? 'notification' : 'event'})
  status 200
end
`;
    return [{ name: 'webhook.rb', language: 'ruby', code }];
  },
};
