using System.Reflection;
using BenchmarkDotNet.Running;
using BirbCam.Benchmarks;

if (args is ["explain", .. string[] rest])
    ExplainBenchmark.Run(rest);
else if (args is ["jpeg", .. string[] rounds])
    JpegBenchmark.Run(rounds);
else if (args is ["latency", .. string[] detections])
    await LatencyBenchmark.RunAsync(detections);
else if (args is ["pages", .. string[] visits])
    await PagesBenchmark.RunAsync(visits);
else
    BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
