using AspNet.Security.OAuth.Apple;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);

builder.Services
    .AddAuthentication(options =>
    {
        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.DefaultChallengeScheme = AppleAuthenticationDefaults.AuthenticationScheme;
    })
    .AddCookie()
    .AddApple(options =>
    {
        options.ClientId = "com.acmefit.web";
        options.KeyId = "Q7M2T9XK4C";
        options.TeamId = "R5T8Q2WM7K";
        options.UsePrivateKey(keyId => builder.Environment.ContentRootFileProvider.GetFileInfo($"AuthKey_{keyId}.p8"));
        options.SaveTokens = true;
    });

var app = builder.Build();
app.UseAuthentication();
app.MapGet("/", () => "Hello");
app.Run();
