# Three exchanges with LWP.
use strict;
use warnings;
use LWP::UserAgent;

my $token = "https://appleid.apple.com/auth/token";
my @form  = ("Content-Type" => "application/x-www-form-urlencoded");
my $agent = LWP::UserAgent->new;
for my $answer (
    $agent->get("https://appleid.apple.com/auth/keys"),
    $agent->post($token, @form, Content => $ENV{RIGHT_FORM}),
    $agent->post($token, @form, Content => $ENV{REFUSED_FORM}),
) {
    print $answer->code, " ", $answer->content, "\n";
}
