namespace BirbCam.Monitor.Tests.Web;

/// <summary>For what a person who is logged in asks of the real server over a real store.</summary>
public abstract class VisitedPageTests : IAsyncLifetime
{
    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected ServedPage Page { get; private set; } = null!;

    private protected Visitor Visitor { get; private set; } = null!;

    /// <summary>Of server and store.</summary>
    private protected virtual TimeProvider Clock => TimeProvider.System;

    public virtual async ValueTask InitializeAsync()
    {
        Page = await ServedPage.StartAsync(time: Clock);
        Visitor = await Page.LogInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        await Page.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
