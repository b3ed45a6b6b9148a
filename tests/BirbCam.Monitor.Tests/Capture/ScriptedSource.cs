using BirbCam.Monitor.Capture;

namespace BirbCam.Monitor.Tests.Capture;

/// <summary>A camera that a test plays by hand: what it puts is read; without anything to read the read waits, and heeds no token.</summary>
internal sealed class ScriptedSource : IFrameSource
{
    private readonly Queue<TaskCompletionSource<CapturedImage?>> _reads = new();
    private readonly Queue<Func<CapturedImage?>> _script = new();
    private readonly Lock _lock = new();

    public bool IsOpen { get; private set; }

    public bool IsDisposed { get; private set; }

    public CaptureException? OpenFails { get; init; }

    public bool OpenHangs { get; init; }

    public bool DisposeHangs { get; init; }

    public ValueTask OpenAsync(CancellationToken stop)
    {
        if (OpenFails is not null)
            throw OpenFails;
        IsOpen = true;
        return OpenHangs ? new ValueTask(new TaskCompletionSource().Task) : ValueTask.CompletedTask;
    }

    public ValueTask<CapturedImage?> ReadAsync(CancellationToken stop)
    {
        lock (_lock)
        {
            if (_script.TryDequeue(out Func<CapturedImage?>? next))
                return ValueTask.FromResult(next());

            var read = new TaskCompletionSource<CapturedImage?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _reads.Enqueue(read);
            return new ValueTask<CapturedImage?>(read.Task);
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return DisposeHangs ? new ValueTask(new TaskCompletionSource().Task) : ValueTask.CompletedTask;
    }

    public ScriptedSource Put(CapturedImage? image) => Play(() => image);

    public ScriptedSource PutJpeg(int seed, TimeSpan? position = null) => Put(CapturedImage.OfJpeg(TestPictures.Jpeg(32, 24, seed), position));

    public ScriptedSource PutLoss(string message) => Play(() => throw new CaptureException(message));

    public ScriptedSource Play(Func<CapturedImage?> next)
    {
        lock (_lock)
        {
            if (!_reads.TryDequeue(out TaskCompletionSource<CapturedImage?>? waiting))
            {
                _script.Enqueue(next);
                return this;
            }

            try
            {
                waiting.SetResult(next());
            }
            catch (CaptureException lost)
            {
                waiting.SetException(lost);
            }

            return this;
        }
    }
}
