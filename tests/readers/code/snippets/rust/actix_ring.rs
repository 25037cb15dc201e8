use actix_web::{post, web, HttpResponse};
use awc::Client;
use serde::Serialize;

#[derive(Serialize)]
struct TokenRequest<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    code: &'a str,
    grant_type: &'a str,
    redirect_uri: &'a str,
}

#[post("/auth/apple")]
async fn apple(form: web::Form<super::Callback>, secrets: web::Data<super::Secrets>) -> HttpResponse {
    let secret = secrets.mint();
    let request = TokenRequest {
        client_id: "com.acmefit.web",
        client_secret: &secret,
        code: &form.code,
        grant_type: "authorization_code",
        redirect_uri: "https://acmefit.com/auth/apple",
    };
    let mut res = Client::default()
        .post("https://appleid.apple.com/auth/token")
        .send_form(&request)
        .await
        .unwrap();
    HttpResponse::Ok().body(res.body().await.unwrap())
}
