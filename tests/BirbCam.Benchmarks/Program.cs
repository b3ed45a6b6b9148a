using System.Reflection;
using BenchmarkDotNet.Running;
using BirbCam.Benchmarks;

if (args is ["explain", .. string[] rest])
    ExplainBenchmark.Run(rest);
else
    BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
