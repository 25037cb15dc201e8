# Three exchanges with HTTP::Tiny.
use strict;
use warnings;
use HTTP::Tiny;

my $token = "https://appleid.apple.com/auth/token";
my $form  = { "content-type" => "application/x-www-form-urlencoded" };
my $agent = HTTP::Tiny->new(verify_SSL => 1);
for my $answer (
    $agent->get("https://appleid.apple.com/auth/keys"),
    $agent->post($token, { headers => $form, content => $ENV{RIGHT_FORM} }),
    $agent->post($token, { headers => $form, content => $ENV{REFUSED_FORM} }),
) {
    print "$answer->{status} $answer->{content}\n";
}
