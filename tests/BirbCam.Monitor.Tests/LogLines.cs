using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Tests;

/// <summary>Keeps what was logged, so that a test can read it as the operator would.</summary>
internal sealed class LogLines : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Warnings => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
            _lines.Enqueue(formatter(state, exception));
    }
}
