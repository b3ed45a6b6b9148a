using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BirbCam.Monitor;

/// <summary>A loop of ours as the host runs it. The host stops loops in the reverse order of their registration.</summary>
internal sealed class HostedLoop(Func<CancellationToken, Task> run) : BackgroundService
{
    /// <summary>Ends with the loop; faulted where the loop failed, and then the host stops without saying so in its exit code.</summary>
    public Task Completion => ExecuteTask is Task { IsCanceled: false } task ? task : Task.CompletedTask;

    public static IEnumerable<HostedLoop> Of(IServiceProvider services) => services.GetServices<IHostedService>().OfType<HostedLoop>();

    // Off the starting thread: a loop that begins with work must not hold up the others.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => run(stoppingToken), stoppingToken);
}
