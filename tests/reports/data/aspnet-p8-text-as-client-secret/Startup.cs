services.AddAuthentication().AddApple(appleOptions =>
{
    appleOptions.ClientId = Configuration["Authentication:Apple:ClientId"];
    appleOptions.ClientSecret = Configuration["Authentication:Apple:Secret"];
    appleOptions.KeyId = Configuration["Authentication:Apple:KeyId"];
});
