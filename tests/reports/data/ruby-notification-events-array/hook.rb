def apple
  payload = JWT.decode(params[:payload], apple_key, true, algorithm: 'RS256').first
  event = payload['events'].first
  case event['type']
  when 'consent-revoked' then User.find_by(apple_sub: event['sub'])&.revoke!
  end
end
