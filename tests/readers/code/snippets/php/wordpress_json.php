<?php

function acme_apple_exchange( $code ) {
	$response = wp_remote_post( 'https://appleid.apple.com/auth/token', array(
		'headers' => array( 'Content-Type' => 'application/json' ),
		'body'    => wp_json_encode( array(
			'client_id'     => get_option( 'acme_apple_client_id' ),
			'client_secret' => acme_apple_secret(),
			'code'          => $code,
			'grant_type'    => 'authorization_code',
		) ),
	) );

	return json_decode( wp_remote_retrieve_body( $response ), true );
}
