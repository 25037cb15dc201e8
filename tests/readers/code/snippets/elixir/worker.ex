defmodule MyApp.RevokeWorker do
  use Oban.Worker, queue: :apple, max_attempts: 5

  @impl Oban.Worker
  def perform(%Oban.Job{args: %{"user_id" => id}}) do
    user = MyApp.Accounts.get_user!(id)

    case Req.post("https://appleid.apple.com/auth/revoke",
           form: [
             client_id: config(:client_id),
             client_secret: MyApp.Apple.secret(),
             token: user.apple_refresh_token,
             token_type_hint: "refresh_token"
           ]
         ) do
      {:ok, %{status: 200}} -> MyApp.Accounts.delete_user(user)
      {:ok, %{status: status, body: body}} -> {:error, "#{status}: #{inspect(body)}"}
      {:error, reason} -> {:error, reason}
    end
  end

  defp config(key), do: Application.fetch_env!(:my_app, :apple) |> Keyword.fetch!(key)
end
