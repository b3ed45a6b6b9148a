using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Setup.Steps;

/// <summary>Who may open the page, and whether its address is free.</summary>
internal sealed class PageStep(Questions questions, Trials trials) : ISetupStep
{
    private const int UsualPort = 8080;
    private const string Alone = "1", House = "2", Nobody = "3";

    /// <summary>A page on this machine answers at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public string Title => "The page";

    public async Task<Draft> RunAsync(Draft draft, CancellationToken stop)
    {
        string? before = draft.Options.Web.Listen, usual = before;
        await questions.SayAsync("Who may open the page with the visits and pictures? It asks for a password.");
        await questions.SayAsync("  1  this machine only");
        await questions.SayAsync("  2  everybody in the house: any machine of your network");
        await questions.SayAsync("  3  nobody: no page");
        await questions.SayAsync("  or an address of this machine, as http://192.168.1.5:8080");
        for (int tries = 1; ; tries++)
        {
            string? listen = await AskAsync(usual, stop);
            Draft chosen = draft.With(new Edit("Web.Listen", before, listen));
            if (listen is null || trials == Trials.Left || await IsGoodAsync(ListenAddress.Parse(listen), before, stop) || await questions.KeepsAsync(tries, stop))
                return chosen;
            usual = listen;
        }
    }

    private async Task<string?> AskAsync(string? usual, CancellationToken stop)
    {
        ListenAddress? now = usual is null ? null : ListenAddress.Parse(usual);
        string who = await questions.AskAsync("Who?", WhoOf(now), WhoOf(now), Read, stop);
        if (who is not (Alone or House))
            return who == Nobody ? null : who;

        int usualPort = now?.Port ?? UsualPort;
        int port = await questions.AskAsync("Port", usualPort, usualPort.ToString(CultureInfo.InvariantCulture), ReadPort, stop);
        return who == WhoOf(now) && port == now?.Port ? usual
            : string.Create(CultureInfo.InvariantCulture, $"http://{(who == Alone ? "localhost" : "0.0.0.0")}:{port}");
    }

    private static string WhoOf(ListenAddress? listen)
        => listen is null ? Nobody
            : listen.Address is null || (listen.Port == 0 && IPAddress.IsLoopback(listen.Address)) ? Alone
            : listen.IsEverybodys ? House
            : listen.Text;

    private static string Read(string answer)
    {
        if (answer is Alone or House or Nobody)
            return answer;

        try
        {
            return answer.Contains(':', StringComparison.Ordinal) ? ListenAddress.Parse(answer).Text : throw new FormatException("Write 1, 2 or 3, or an address as http://192.168.1.5:8080.");
        }
        catch (WebListenException wrong)
        {
            throw new FormatException(wrong.Message);
        }
    }

    private static int ReadPort(string answer)
        => int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1024 and <= 65535
            ? port
            : throw new FormatException("A port is a whole number from 1024 to 65535 here: those below are the system's.");

    private async Task<bool> IsGoodAsync(ListenAddress listen, string? before, CancellationToken stop)
    {
        try
        {
            using var listener = new TcpListener(listen.Address ?? IPAddress.Loopback, listen.Port);
            listener.Start();
            await questions.SayAsync($"  It works: {listen.Text} is free.");
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            bool isOurs = await AnswersAsBirbCamAsync(listen, stop);
            if (isOurs && before is not null && ListenAddress.Parse(before).Port == listen.Port)
            {
                await questions.SayAsync($"  It works: BirbCam itself answers at port {listen.Port}.");
                return true;
            }

            await questions.SayAsync($"  That did not work: {(isOurs ? "another BirbCam" : "another program")} has port {listen.Port}.");
            await questions.SayAsync($"  → Take another port. Which program it is says: sudo ss -ltnp 'sport = {listen.Port}'");
            return false;
        }
        catch (SocketException refused)
        {
            await questions.SayAsync($"  That did not work: {refused.Message}");
            await questions.SayAsync("  → Take an address of this machine; 'hostname -I' shows them.");
            return false;
        }
    }

    /// <summary>Whether what listens there speaks as the page does to strangers.</summary>
    private static async Task<bool> AnswersAsBirbCamAsync(ListenAddress listen, CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience, MaxResponseContentBufferSize = 4096 };
        IPAddress address = listen.Address is null || listen.IsEverybodys ? IPAddress.Loopback : listen.Address;
        try
        {
            string says = await client.GetStringAsync(new UriBuilder(Uri.UriSchemeHttp, address.ToString(), listen.Port, LoginEndpoints.SessionPath).Uri, stop);
            return says.Contains("\"logged_in\"", StringComparison.Ordinal);
        }
        catch (Exception other) when (other is HttpRequestException || (other is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }
}
